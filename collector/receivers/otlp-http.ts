import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Signal } from '../otlp/carrier.ts'
import type { Intake } from '../translated.ts'
import { plain, send } from './answer.ts'
import { Budget } from './budget.ts'
import { listen } from './listen.ts'
import { answerOtlp } from './otlp-request.ts'
import type { OtlpRequestOptions } from './otlp-request.ts'

const MIB = 1_048_576

/** What one receiver takes on at most. */
interface OtlpHttpLimits {
  /** A body, plain and compressed. The reference's 20 MiB: stock clients send up to 8 MB (otlp: As a client). */
  readonly bodyBytes: number
  /** All bodies that are held at one time. */
  readonly inFlightBytes: number
  readonly connections: number
  /** How long a client waits for its records to be durable, ms: it counts 30 s as an answer lost. */
  readonly submitMs: number
}

const LIMITS: OtlpHttpLimits = { bodyBytes: 20 * MIB, inFlightBytes: 64 * MIB, connections: 4_096, submitMs: 10_000 }
/** Node's own are 60 s and 300 s (faults: F29). */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 }
const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
])

/** Answers a request by itself. */
type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface OtlpHttpOptions {
  readonly host: string
  /** 0 is any free one; a `named` one that is taken is an error, else the next free one is taken. */
  readonly port: number
  readonly named: boolean
  readonly intake: Intake
  /** The configured name of who reports. */
  readonly source: string
  readonly limits?: Partial<OtlpHttpLimits>
  /** What else is answered, by exact path. */
  readonly routes?: Readonly<Record<string, Route>>
  /** Told of what no client can be told: bugs, and faults that do not pass. */
  readonly onError: (error: Error) => void
}

/** What the receiver has done since it was started. */
interface OtlpHttpCounters {
  requests: number
  /** Requests whose client went away before the answer. */
  abandoned: number
  /** Connections above the limit. */
  dropped: number
  readonly answers: Map<number, number>
}

export interface OtlpHttp {
  readonly port: number
  readonly url: string
  readonly counters: Readonly<OtlpHttpCounters>
  /** Takes nothing new, answers what was read to its end, and closes all connections. */
  readonly close: () => Promise<void>
}

/** Receives OTLP over HTTP, in protobuf and JSON. A 200 says that all that was not rejected is durable. */
export async function startOtlpHttp(options: OtlpHttpOptions): Promise<OtlpHttp> {
  const { intake, source, onError } = options
  const limits = { ...LIMITS, ...options.limits }
  const counters: OtlpHttpCounters = { requests: 0, abandoned: 0, dropped: 0, answers: new Map() }
  const budget = new Budget(limits.inFlightBytes)
  const otlp: Omit<OtlpRequestOptions, 'place'> = {
    intake,
    source,
    onError,
    waitMs: limits.submitMs,
    maxBytes: limits.bodyBytes,
    budget,
  }
  const pending = new Map<IncomingMessage, Promise<void>>()
  const server = createServer(TIMEOUTS, (request, response) => {
    const done = handle(request, response, { otlp, counters, routes: new Map(Object.entries(options.routes ?? {})) })
    pending.set(request, done)
    void done.finally(() => pending.delete(request))
  })
  server.maxConnections = limits.connections
  server.on('drop', () => (counters.dropped += 1))
  const port = await listen(server, options)
  server.on('error', onError)
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return { port, url: `http://${host}:${port}`, counters, close: () => close(server, pending) }
}

interface Handling {
  readonly otlp: Omit<OtlpRequestOptions, 'place'>
  readonly counters: OtlpHttpCounters
  readonly routes: ReadonlyMap<string, Route>
}

async function handle(request: IncomingMessage, response: ServerResponse, handling: Handling): Promise<void> {
  const { otlp, counters, routes } = handling
  counters.requests += 1
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const signal = SIGNALS.get(path)
  try {
    if (signal !== undefined) send(response, await answerOtlp(request, signal, { ...otlp, place: path }))
    else await (routes.get(path) ?? notFound)(request, response)
  } catch (error) {
    if (request.destroyed && !request.complete) counters.abandoned += 1
    else {
      otlp.onError(error instanceof Error ? error : new Error(String(error)))
      send(response, plain(503, 'something went wrong', { 'retry-after': '5' }))
    }
  }
  const { headersSent, statusCode } = response
  if (headersSent) counters.answers.set(statusCode, (counters.answers.get(statusCode) ?? 0) + 1)
}

const notFound: Route = async (_request, response) => send(response, plain(404, 'not found'))

/** Requests that are not here as a whole are given up: their clients send them again. */
async function close(server: Server, pending: ReadonlyMap<IncomingMessage, Promise<void>>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  for (const request of pending.keys()) if (!request.complete) request.destroy()
  await Promise.all(pending.values())
  server.closeAllConnections()
  await closed
}
