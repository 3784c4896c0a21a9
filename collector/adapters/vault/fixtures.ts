import { LifecycleEvent } from '../../../schemas/events.ts'
import { vault } from './adapter.ts'

/** Hand-written entries in the form in which audit devices write them, of a Vault that is nobody's. */

/** What an audit device makes of a secret; each digit another one. */
export const hmacOf = (digit: string) => `hmac-sha256:${`${digit}7`.repeat(32)}`

/** The accessor of the token that most entries are asked with, of one that is issued, and of a third. */
export const CALLER = hmacOf('a')
export const ISSUED = hmacOf('b')
export const OTHER = hmacOf('c')

export const TIME = '2026-03-01T10:00:00.123456789Z'

interface Fields {
  readonly request?: object
  readonly [field: string]: unknown
}

/** A request with what every request has; the rest is the test's. */
export function request({ request: asked = {}, ...fields }: Fields = {}): object {
  return {
    time: TIME,
    type: 'request',
    auth: { client_token: hmacOf('d'), accessor: CALLER, display_name: 'token-ci', token_type: 'service' },
    request: {
      id: '00000000-0000-4000-8000-000000000001',
      operation: 'read',
      client_token: hmacOf('d'),
      client_token_accessor: CALLER,
      namespace: { id: 'root' },
      path: 'secret/data/db',
      remote_address: '198.51.100.7',
      ...asked,
    },
    ...fields,
  }
}

/** Its answer. */
export function response(fields: Fields = {}): object {
  return request({ type: 'response', response: {}, ...fields })
}

/** The answer to a login by a user name, with no token in its header. */
export function login(auth: object = {}, asked: object = {}): object {
  const issued = { client_token: hmacOf('e'), accessor: ISSUED, display_name: 'userpass-ana', token_type: 'service' }
  const nobody = { client_token: undefined, client_token_accessor: undefined }
  return response({
    auth: issued,
    request: { operation: 'update', path: 'auth/userpass/login/ana', ...nobody, ...asked },
    response: { auth: { ...issued, policies: ['default'], metadata: { username: 'ana' }, token_ttl: 3600, ...auth } },
  })
}

/** The answer to the making of a token by a token. */
export function tokenCreate(auth: object = {}, asked: object = {}): object {
  const issued = { client_token: hmacOf('e'), accessor: ISSUED, display_name: 'token-ci', policies: ['ci'] }
  return response({
    request: { operation: 'update', path: 'auth/token/create', ...asked },
    response: { auth: { ...issued, token_ttl: 3600, ...auth } },
  })
}

/** What an entry came to, with its events checked. */
export function translated(raw: unknown, source?: string) {
  const outcome = vault.translate(raw, source)
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${outcome.reason}`)
  for (const event of outcome.value.events) LifecycleEvent.parse(event)
  return { ...outcome.value, warnings: outcome.warnings }
}

/** The one event of that kind. */
export function eventOf(raw: unknown, type: LifecycleEvent['type']): LifecycleEvent {
  const events = translated(raw).events.filter((event) => event.type === type)
  if (events.length !== 1 || events[0] === undefined) throw new Error(`${events.length} of ${type}`)
  return events[0]
}

/** The kinds of its events. */
export const typesOf = (raw: unknown) => translated(raw).events.map((event) => event.type)

/** Why it made no event. */
export function reasonOf(raw: unknown): string {
  const outcome = vault.translate(raw)
  return outcome.kind === 'accepted' ? 'accepted' : `${outcome.kind}: ${outcome.reason}`
}
