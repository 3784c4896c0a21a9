import type { Severity } from '../schemas/policy.ts'
import type { Millis } from '../schemas/time.ts'
import type { Alert } from './alert.ts'
import type { Allowed } from './delivery/addresses.ts'
import { authorization } from './delivery/authorization.ts'
import { signatureHeaders } from './delivery/signature.ts'
import type { EndpointType } from '../schemas/config-endpoints.ts'
import type { Dispatch, Message } from './message.ts'
import { securityEvent, type Stream } from './payloads/caep.ts'
import { codeIn } from './payloads/set-errors.ts'

/** Signs security event tokens, and knows what they are to say. */
export interface Transmitter {
  /** Whose tokens they are: an https address. */
  readonly issuer: string
  /** A token of claims, signed with the newest key. Rejects where the keys can't be read. */
  sign(claims: object): Promise<string>
  /** The worst that is open of a finding's subject now; null where nothing is. */
  worstOf(alert: Alert): Severity | null
}

/** How far something is done by itself. */
export interface Restraint {
  /** Whether nothing is asked, and it is only written down what would have been. */
  readonly dryRun: boolean
  /** For how many credentials an hour somebody is asked; for more people must. */
  readonly mostAnHour: number
}

/** Somebody's tool, and how it takes findings. */
export interface Endpoint {
  readonly name: string
  readonly type: EndpointType
  readonly url: string
  /** Under which it is signed; several while one is replaced. */
  readonly secrets: readonly string[]
  /** Of those that ask who comes: what is shown to them. */
  readonly token: string
  /** How many messages a minute it is sent at the most; 0 for as many as there are. */
  readonly rate: number
  /** Addresses that may be reached beside those of the world. */
  readonly allowed: Allowed
  /** Of one that takes security event tokens: what it is told, and who signs that. */
  readonly stream?: Stream | undefined
  readonly transmitter?: Transmitter | undefined
  /** Of one that revokes: how far it goes by itself. */
  readonly restraint?: Restraint | undefined
}

/** A message as a tool takes it: what, with which headers, and where below its address. */
export interface Form {
  /** A text is sent as it is. */
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
  readonly refusalIn?: NonNullable<Dispatch['refusalIn']>
}

/** A message as a security event token. Rejects where it can't be signed. */
export async function tokenOf({ name, stream, transmitter }: Endpoint, message: Message): Promise<string> {
  if (stream === undefined || transmitter === undefined) throw new Error(`nobody signs what ${name} is told`)
  const { issuer } = transmitter
  return transmitter.sign(securityEvent(message, { ...stream, issuer, worst: transmitter.worstOf(message.alert) }))
}

/** A security event token as it is pushed (RFC 8935, 2.1). */
export function pushed(body: string, { token }: Endpoint): Form {
  const types = { 'content-type': 'application/secevent+jwt', accept: 'application/json' }
  return { body, headers: { ...types, ...authorization(token) }, refusalIn: codeIn }
}

/** No text has half a character in it, of which some receivers make an error. */
const wellFormed = (_: string, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)

/** What an endpoint takes, under its address and with what is sent to all. */
export function dispatched(endpoint: Endpoint, form: Form, id: string, now: Millis): Dispatch {
  const { body: content, headers = {}, path = '', ...beside } = form
  const body = typeof content === 'string' ? content : JSON.stringify(content, wellFormed)
  const { secrets } = endpoint
  const signed = secrets.length === 0 ? {} : signatureHeaders(id, new Date(now), body, secrets)
  const own = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'lifespan' }
  return { url: `${endpoint.url}${path}`, headers: { ...own, ...headers, ...signed }, body, ...beside }
}
