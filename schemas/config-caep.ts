import { z } from 'zod'

/** What a receiver of security event tokens may ask for (CAEP 1.0, 3). */
export const CAEP_EVENTS = ['risk-level-change', 'session-revoked', 'credential-change'] as const
export type CaepEvent = (typeof CAEP_EVENTS)[number]

/** SSF 1.0, 7.1: https, no query and no fragment; without a path, so that all it names is below it. */
const ISSUER = /^https:\/\/[^\s/?#@]+$/i
const PRIVATE_KEYS = /^\s*(?:-----BEGIN PRIVATE KEY-----[\w+/=\s]+-----END PRIVATE KEY-----\s*)+$/
/** As a JSON string in a token, without what would have to be escaped. */
const PRINTED = /^[ -!#-[\]-~]{1,512}$/

/** What is agreed with a receiver of security event tokens. */
export const streamShape = {
  audience: z
    .string()
    .regex(PRINTED, 'is no audience: one is printed characters without quotes and backslashes, 512 at the most')
    .optional()
    .meta({ description: 'Of `caep` and `caep-poll`: who receives the tokens (`aud`), as agreed with the receiver' }),
  event: z
    .enum(CAEP_EVENTS, `is none of ${CAEP_EVENTS.join(', ')}`)
    .optional()
    .meta({
      description:
        'Of `caep` and `caep-poll`: what is said of a finding. `risk-level-change` unless it is said; `session-revoked` and `credential-change` say that a credential is revoked: ask for them where whoever receives them is to revoke it',
    }),
  credential_type: z
    .string()
    .regex(
      PRINTED,
      'is no type of credentials: one is printed characters without quotes and backslashes, 512 at the most',
    )
    .optional()
    .meta({
      description: 'With `credential-change`: as what the receiver knows the credentials; `token` unless it is said',
    }),
}

/** Who sends security event tokens. */
export const transmitterShape = {
  issuer: z
    .string()
    .regex(ISSUER, 'is no address under which receivers find us: one looks like https://lifespan.example')
    .optional()
    .meta({
      description:
        'Of security event tokens: who says it (`iss`), the https address under which receivers reach the port of OTLP over HTTP; its keys are at `/.well-known/jwks.json`',
    }),
  signing_keys: z
    .string()
    .regex(
      PRIVATE_KEYS,
      'is no private key in PEM: make one with openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048',
    )
    .optional()
    .meta({
      description:
        'Private keys of security event tokens (PKCS 8, PEM; RSA or P-256), one after the other: the first signs, the others are still published. Unless they are said, they are made in the data directory',
      examples: ['${file:PATH}', '${env:NAME}'],
    }),
}

const Stream = z.object(streamShape)

/** What is lacking of what is agreed with a receiver; where it takes no tokens (`of`: which do) what is too much. */
export function streamProblems(
  { audience, event, credential_type }: z.output<typeof Stream>,
  of: string | null,
): readonly (readonly [setting: string, what: string])[] {
  if (of !== null) {
    const said = Object.entries({ audience, event, credential_type }).filter(([, value]) => value !== undefined)
    return said.map(([name]) => [name, `is of ${of} alone`])
  }
  const problems: [setting: string, what: string][] = []
  if (audience === undefined) problems.push(['audience', 'is missing: write what the receiver calls itself'])
  if (credential_type !== undefined && event !== 'credential-change')
    problems.push(['credential_type', 'is of event: credential-change alone'])
  return problems
}
