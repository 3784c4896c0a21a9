import { constants } from 'node:http2'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Signal } from '../otlp/carrier.ts'
import { UNIMPLEMENTED } from '../otlp/answer.ts'
import { grpcAnswerOf, sendAnswer, sendUnsupported, unavailable } from './grpc-answer.ts'
import type { GrpcAnswer } from './grpc-answer.ts'
import { readMessage } from './grpc-message.ts'
import { countAnswer } from './receiver.ts'
import type { ReceiverCounters, RequestDefaults } from './receiver.ts'
import { errorOf } from './submission.ts'
import { take } from './take.ts'

const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
])
const GRPC = /^application\/grpc(?:\+proto)?(?:;|$)/
const OTHER: GrpcAnswer = { code: UNIMPLEMENTED, message: 'traces and logs are received here, and nothing else' }
const BUG_SECONDS = 5

/** How calls are answered. */
export interface CallOptions {
  readonly otlp: RequestDefaults
  readonly counters: ReceiverCounters
  /** Until a message is there as a whole, ms. */
  readonly readMs: number
}

/** Answers one call, and counts what came of it. */
export async function handleCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  options: CallOptions,
): Promise<void> {
  const { otlp, counters } = options
  const began = performance.now()
  counters.requests += 1
  // What befalls a stream is seen where it is read and answered.
  stream.on('error', () => undefined)
  if (!GRPC.test(headers['content-type'] ?? '')) return sendUnsupported(stream)
  const answer = await answerCall(stream, headers, options).catch((error: unknown) => {
    if (stream.aborted || stream.destroyed) return null
    otlp.onError(errorOf(error))
    return unavailable(BUG_SECONDS, 'something went wrong')
  })
  if (answer !== null && sendAnswer(stream, answer)) countAnswer(counters, answer.code, began)
  else counters.abandoned += 1
}

/** Throws where the client goes away, or takes too long. */
async function answerCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { otlp, readMs }: CallOptions,
): Promise<GrpcAnswer> {
  const place = headers[':path'] ?? ''
  const signal = SIGNALS.get(place)
  if (signal === undefined) return OTHER
  const holding = otlp.budget.open()
  const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), readMs)
  try {
    const compression = String(headers['grpc-encoding'] ?? 'identity')
    const body = await readMessage(stream, compression, { maxBytes: otlp.maxBytes, holding })
    clearTimeout(late)
    return grpcAnswerOf(signal, await take(signal, 'protobuf', body, { ...otlp, place }))
  } finally {
    clearTimeout(late)
    holding.close()
  }
}
