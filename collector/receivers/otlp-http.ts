import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Signal } from '../otlp/carrier.ts'
import { answerAndCount, orUnavailable } from './answering.ts'
import { plain } from './answer.ts'
import { listen, urlOf } from './listen.ts'
import { answerOtlp } from './otlp-request.ts'
import { BODY_BYTES, newCounters, requestDefaults, SUBMIT_MS } from './receiver.ts'
import type { Receiver, ReceiverCounters, ReceiverLimits, ReceiverOptions, RequestDefaults } from './receiver.ts'

const LIMITS: ReceiverLimits = { bodyBytes: BODY_BYTES, connections: 4_096, submitMs: SUBMIT_MS }
/** Node's own are 60 s and 300 s (faults: F29). */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 }
const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
])

/** Answers a request by itself, which is not counted here. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface OtlpHttpOptions extends ReceiverOptions {
  readonly limits?: Partial<ReceiverLimits>
  /** What else is answered, by exact path; one that ends in `/` stands for all that begin so. */
  readonly routes?: Readonly<Record<string, Route>>
}

/** Receives OTLP over HTTP, in protobuf and JSON. A 200 says that all that was not rejected is durable. */
export async function startOtlpHttp(options: OtlpHttpOptions): Promise<Receiver> {
  const limits = { ...LIMITS, ...options.limits }
  const counters = newCounters()
  const routes = new Map(Object.entries(options.routes ?? {}))
  const handling = { otlp: requestDefaults(options, limits), counters, routes }
  const pending = new Map<IncomingMessage, Promise<void>>()
  const server = createServer(TIMEOUTS, (request, response) => {
    const done = handle(request, response, handling)
    pending.set(request, done)
    void done.finally(() => pending.delete(request))
  })
  server.maxConnections = limits.connections
  server.on('drop', () => (counters.dropped += 1))
  const port = await listen(server, 'OTLP over HTTP', options)
  server.on('error', options.onError)
  return { port, url: urlOf(options.host, port), counters, close: () => close(server, pending) }
}

const NOT_FOUND = 'not found: OTLP is taken at /v1/traces and /v1/logs, logs at /v1/ingest/<source>'

interface Handling {
  readonly otlp: RequestDefaults
  readonly counters: ReceiverCounters
  readonly routes: ReadonlyMap<string, Route>
}

async function handle(request: IncomingMessage, response: ServerResponse, handling: Handling): Promise<void> {
  const { otlp, counters, routes } = handling
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const signal = SIGNALS.get(path)
  const route = signal === undefined ? routeOf(routes, path) : undefined
  const { onError } = otlp
  if (route !== undefined) return orUnavailable(request, response, onError, () => route(request, response))
  await answerAndCount(request, response, { counters, onError }, async () =>
    signal === undefined ? plain(404, NOT_FOUND) : answerOtlp(request, signal, { ...otlp, place: path }),
  )
}

/** Who answers a path; undefined where nobody does. */
export function routeOf(routes: ReadonlyMap<string, Route>, path: string): Route | undefined {
  const exact = routes.get(path)
  if (exact !== undefined) return exact
  for (const [begin, route] of routes) if (begin.endsWith('/') && path.startsWith(begin)) return route
  return undefined
}

/** Requests that are not here as a whole are given up: their clients send them again. */
async function close(server: Server, pending: ReadonlyMap<IncomingMessage, Promise<void>>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  for (const request of pending.keys()) if (!request.complete) request.destroy()
  await Promise.all(pending.values())
  server.closeAllConnections()
  await closed
}
