import { constants, createServer } from 'node:http2'
import type { Http2Server, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { handleCall } from './grpc-call.ts'
import { listen, urlOf } from './listen.ts'
import { newCounters, requestDefaults, SUBMIT_MS } from './receiver.ts'
import type { Receiver, ReceiverLimits, ReceiverOptions } from './receiver.ts'

const MIB = 1_048_576

interface OtlpGrpcLimits extends ReceiverLimits {
  /** Until a message is there as a whole, ms. */
  readonly readMs: number
  /** Until a connection on which nothing happens is closed, ms: clients then open another one. */
  readonly idleMs: number
}

const LIMITS: OtlpGrpcLimits = {
  bodyBytes: 16 * MIB,
  connections: 4_096,
  submitMs: SUBMIT_MS,
  readMs: 30_000,
  idleMs: 300_000,
}
/** Node's own windows of 64 KiB would let a distant client send no more than that in a round trip. */
const CONNECTION_WINDOW = 4 * MIB
/** How long clients may take to read their last answers. */
const FAREWELL_MS = 500
const SETTINGS = { maxConcurrentStreams: 100, initialWindowSize: MIB }

export interface OtlpGrpcOptions extends ReceiverOptions {
  readonly limits?: Partial<OtlpGrpcLimits>
}

/** Receives OTLP over gRPC, framed here (decision 7). A status of 0 says that all that was not rejected is durable. */
export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<Receiver> {
  const limits = { ...LIMITS, ...options.limits }
  const counters = newCounters()
  const calls = { otlp: requestDefaults(options, limits), counters, readMs: limits.readMs }
  const sockets = new Set<Socket>()
  const pending = new Map<ServerHttp2Stream, Promise<void>>()
  const server = createServer({ settings: SETTINGS })
  server.on('session', (session) => {
    session.setLocalWindowSize(CONNECTION_WINDOW)
    session.setTimeout(limits.idleMs, () => session.close())
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('stream', (stream, headers) => {
    const done = handleCall(stream, headers, calls)
    pending.set(stream, done)
    void done.finally(() => pending.delete(stream))
  })
  server.maxConnections = limits.connections
  server.on('drop', () => (counters.dropped += 1))
  const port = await listen(server, 'OTLP over gRPC', options)
  server.on('error', options.onError)
  return { port, url: urlOf(options.host, port), counters, close: () => close(server, sockets, pending) }
}

/** Calls whose message is not here as a whole are given up: their clients send them again. */
async function close(
  server: Http2Server,
  sockets: ReadonlySet<Socket>,
  pending: ReadonlyMap<ServerHttp2Stream, Promise<void>>,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const stream of pending.keys()) if (!stream.readableEnded) stream.close(constants.NGHTTP2_REFUSED_STREAM)
  await Promise.all(pending.values())
  const late = setTimeout(() => sockets.forEach((socket) => socket.destroy()), FAREWELL_MS)
  await closed
  clearTimeout(late)
}
