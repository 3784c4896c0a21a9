import diagnostics from 'node:diagnostics_channel'
import { credentials } from '../credentials.ts'
import { fromJwt } from '../jwt.ts'
import { hostOf, issuerAt } from '../issuers.ts'
import { errorOf } from './answer.ts'
import { part, textIn } from './any.ts'
import { safely } from '../safely.ts'
import { shared, type Shown } from '../shared.ts'

/** `Authorization: Bearer …` (RFC 6750); GitHub's `token …`. */
const BEARER = /^(?:bearer|token) +([^\s]+)$/i

function begins(request: unknown, headers: string | undefined, to: Omit<Shown, 'token' | 'at'>): void {
  const [, token] = BEARER.exec(headers ?? '') ?? []
  if (token !== undefined && request instanceof Object) shared().shown.set(request, { ...to, token, at: Date.now() })
}

/** It was answered: so what it showed was looked at. */
function answered(request: unknown, status: unknown, challenge: string | undefined): void {
  const { shown } = shared()
  const said = request instanceof Object ? shown.get(request) : undefined
  if (said === undefined || typeof status !== 'number') return
  shown.delete(request as object)
  const { token, host, method, path, at } = said
  const known = fromJwt(token)
  const { issuer } = known
  credentials.used(
    { ...known, issuer: issuer === '' ? (issuerAt(host) ?? '') : issuer },
    { action: method, target: `${host}${path}`, at, error: errorOf(status, challenge) },
  )
}

const withoutQuery = (path: string) => path.replace(/[?#].*/s, '')

/** Of `undici` and `fetch`. */
function undiciBegins(message: unknown): void {
  const request = part(message, 'request')
  const host = hostOf(part(request, 'origin'))
  const [method, path] = [textIn(request, 'method') ?? '', withoutQuery(textIn(request, 'path') ?? '')]
  begins(request, headerIn(part(request, 'headers')), { host, method, path })
}

/** The header as undici has it: lines of a text, or names and values one after the other. */
function headerIn(headers: unknown, name = 'authorization'): string | undefined {
  if (typeof headers === 'string') return new RegExp(`^${name}: *(.*)$`, 'im').exec(headers)?.[1]?.trim()
  if (!Array.isArray(headers)) return undefined
  const texts = headers.map(String)
  const at = texts.findIndex((text, n) => n % 2 === 0 && text.toLowerCase() === name)
  return at < 0 ? undefined : texts[at + 1]
}

function undiciAnswered(message: unknown): void {
  const [request, response] = [part(message, 'request'), part(message, 'response')]
  answered(request, part(response, 'statusCode'), headerIn(part(response, 'headers'), 'www-authenticate'))
}

/** Of `node:http` and `node:https`. */
function httpBegins(message: unknown): void {
  const request = part(message, 'request') as { getHeader?(name: string): unknown } | undefined
  // Of headers that were given as a list there is but what is sent.
  const header = (name: string) => request?.getHeader?.(name) ?? headerIn(part(request, '_header'), name)
  const [host, authorization] = [header('host') ?? part(request, 'host'), header('authorization')]
  const [method, path] = [textIn(request, 'method') ?? '', withoutQuery(textIn(request, 'path') ?? '')]
  const [first] = [authorization].flat()
  begins(request, typeof first === 'string' ? first : undefined, { host: String(host), method, path })
}

function httpAnswered(message: unknown): void {
  const response = part(message, 'response')
  answered(part(message, 'request'), part(response, 'statusCode'), textIn(response, 'headers', 'www-authenticate'))
}

/** What Node and undici say of requests, and what is done at it. */
const CHANNELS: readonly (readonly [channel: string, heard: (message: unknown) => void])[] = [
  ['undici:request:create', undiciBegins],
  ['undici:request:headers', undiciAnswered],
  ['http.client.request.start', httpBegins],
  ['http.client.response.finish', httpAnswered],
]

/** Tells of bearer tokens that go out with requests as used, from now on. Returns what ends that. */
export function observeBearers(): () => void {
  const heard = CHANNELS.map(([channel, hear]) => [channel, (message: unknown) => safely(() => hear(message))] as const)
  for (const [channel, hear] of heard) diagnostics.subscribe(channel, hear)
  return () => {
    for (const [channel, hear] of heard) diagnostics.unsubscribe(channel, hear)
  }
}
