import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PickedUp } from '../../alerts/io/pickup.ts'
import { send, type Answer } from '../../collector/receivers/answer.ts'
import { readBody } from '../../collector/receivers/body.ts'
import type { Budget } from '../../collector/receivers/budget.ts'
import type { Route } from '../../collector/receivers/otlp-http.ts'
import { PollRequest } from '../../schemas/poll-request.ts'
import type { Signer } from '../alerting/signing-keys.ts'
import { createBearer } from './bearer.ts'
import { plainRoute } from './plain-route.ts'
import { json, refusedAnswer } from './push-answer.ts'

/** Where receivers come for their security event tokens: the name of their endpoint follows. */
const POLL_PATH = '/caep/poll/'
const KEYS_PATH = '/.well-known/jwks.json'
/** Acknowledgements of thousands are within it. */
const MOST_BYTES = 1_048_576
/** While all ends, or has not begun yet. */
const SOON = { 'retry-after': '5' }

/** How tokens are handed out, and verified. */
export interface CaepOptions {
  readonly signer: Signer
  /** The tokens of receivers that come, by the names of their endpoints. */
  readonly pollers: Readonly<Record<string, string>>
  /** Whether any are pushed. */
  readonly pushes: boolean
  /** Null while nothing can be handed out. */
  pick(endpoint: string, asked: PollRequest, gone: AbortSignal): Promise<PickedUp | null>
}

/** What is answered of security event tokens, by path. */
export function createCaepRoutes(
  { signer, pollers, pushes, pick }: CaepOptions,
  budget: Budget,
): Record<string, Route> {
  const known = new Map(Object.entries(pollers).map(([name, token]) => [name, createBearer([token])]))
  const isKnown = (name: string, header: string | undefined) => known.get(name)?.(header) === true
  return {
    [KEYS_PATH]: plainRoute(async () => published(await signer.published())),
    '/.well-known/ssf-configuration': plainRoute(async () =>
      published(configurationOf(signer.issuer, pushes, known.size > 0)),
    ),
    [POLL_PATH]: async (request, response) => {
      const name = (request.url ?? '').split('?', 1)[0]!.slice(POLL_PATH.length)
      const { method, headers } = request
      if (method !== 'POST')
        return send(response, json(405, { description: 'only POST is answered here' }, { allow: 'POST' }))
      if (!isKnown(name, headers.authorization)) return send(response, UNKNOWN)
      send(response, await poll(request, budget, (asked) => pick(name, asked, goneOf(response))))
    },
  }
}

/** Keys are asked for again after five minutes: so long another one of ours is good before all know of it. */
const published = (content: object): Answer => json(200, content, { 'cache-control': 'public, max-age=300' })

/** Which endpoints there are is nobody's to try (RFC 6750, 3). */
const UNKNOWN = json(
  401,
  {
    err: 'authentication_failed',
    description: 'send the token of this endpoint: Authorization: Bearer <alerts.endpoints.<name>.token>',
  },
  { 'www-authenticate': 'Bearer realm="lifespan"' },
)

/** What a transmitter says of itself (SSF 1.0, 7.1). Streams are configured by who runs it, and not by receivers. */
function configurationOf(issuer: string, pushes: boolean, polls: boolean): object {
  const methods = [...(pushes ? ['urn:ietf:rfc:8935'] : []), ...(polls ? ['urn:ietf:rfc:8936'] : [])]
  return {
    spec_version: '1_0',
    issuer,
    jwks_uri: `${issuer}${KEYS_PATH}`,
    delivery_methods_supported: methods,
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6750' }],
  }
}

async function poll(
  request: IncomingMessage,
  budget: Budget,
  pick: (asked: PollRequest) => Promise<PickedUp | null>,
): Promise<Answer> {
  const holding = budget.open()
  try {
    const body = await readBody(request, { maxBytes: MOST_BYTES, holding, gzip: false })
    if ('refused' in body) return refusedAnswer(body)
    const asked = read(body.bytes)
    // Whoever waits holds nothing.
    holding.close()
    if (typeof asked === 'string') return json(400, { err: 'invalid_request', description: asked })
    const picked = await pick(asked)
    return picked === null ? json(503, { description: 'not now: come again' }, SOON) : json(200, picked)
  } finally {
    holding.close()
  }
}

/** What is asked for, or in words why that is not said. */
function read(bytes: Uint8Array): PollRequest | string {
  let said: unknown
  try {
    said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return 'the body is no JSON: send {} at least'
  }
  const asked = PollRequest.safeParse(said)
  if (asked.success) return asked.data
  const [first] = asked.error.issues
  return `${first?.path[0] === undefined ? 'the body' : String(first.path[0])} is not as RFC 8936, 2.2 has it: ${first?.code}`
}

/** Aborted once a receiver has gone that waits for its answer. */
function goneOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  if (response.closed) gone.abort()
  response.once('close', () => gone.abort())
  return gone.signal
}
