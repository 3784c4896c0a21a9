import type { Credential } from './credential.ts'
import { publicText } from './secrets.ts'

/** What is read of a JWT (RFC 7519, RFC 8693 `act`, RFC 9068 `scope`; Entra's `scp` and `uti`). */
interface Claims {
  readonly iss?: unknown
  readonly sub?: unknown
  readonly aud?: unknown
  readonly exp?: unknown
  readonly nbf?: unknown
  readonly jti?: unknown
  readonly uti?: unknown
  readonly scope?: unknown
  readonly scp?: unknown
  readonly act?: unknown
}

const MOST_ACTORS = 16

/**
 * A JWT as a credential, by what it says of itself; nothing of it is verified. Its id is its `jti` (Entra's: `uti`), else the keyed hash of the whole of it. What
 * is no JWT is known by that hash alone. `beside` goes before what it says, and is needed where it does not say who issued it.
 */
export function fromJwt(token: string, beside: Partial<Credential> = {}): Credential {
  const known = beside ?? {}
  const claims = claimsOf(token)
  const issuer = known.issuer ?? text(claims?.iss) ?? ''
  if (claims === null) return { secret: token, ...known, issuer }
  const id = text(claims.jti) ?? text(claims.uti)
  return {
    ...(id === undefined ? {} : { id }),
    // Of it a hash is kept: whoever shows it by itself shows the one that has this id.
    secret: token,
    kind: 'jwt',
    subject: text(claims.sub),
    audience: texts(claims.aud),
    scopes: texts(typeof claims.scope === 'string' ? scopesOf(claims.scope) : (claims.scope ?? claims.scp)),
    notBefore: number(claims.nbf),
    notAfter: number(claims.exp),
    actors: actorsOf(claims.act),
    ...known,
    issuer,
  }
}

function claimsOf(token: unknown): Claims | null {
  const [, payload, signature] = typeof token === 'string' ? token.split('.') : []
  if (payload === undefined || signature === undefined) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return typeof claims === 'object' ? claims : null
  } catch {
    return null
  }
}

/** Scopes as they are written (RFC 6749, 3.3). They are looked at together: `Basic` and what follows it are a secret in two words. @internal */
export const scopesOf = (said: string | undefined): readonly string[] | undefined =>
  said === undefined ? undefined : publicText(said).split(' ')

const text = (claim: unknown) => (typeof claim === 'string' && claim !== '' ? claim : undefined)
const number = (claim: unknown) => (typeof claim === 'number' && Number.isFinite(claim) ? claim : undefined)

function texts(claim: unknown): readonly string[] | undefined {
  const all: unknown[] = Array.isArray(claim) ? claim : [claim]
  const said = all.filter((one): one is string => typeof one === 'string' && one !== '')
  return said.length === 0 ? undefined : said
}

/** Who acts, nearest first: each stands within the one that it acts for. */
function actorsOf(claim: unknown): readonly string[] | undefined {
  const actors: string[] = []
  for (let act = claim; isObject(act) && actors.length < MOST_ACTORS; act = act['act']) {
    const subject = text(act['sub'])
    if (subject !== undefined) actors.push(subject)
  }
  return actors.length === 0 ? undefined : actors
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
