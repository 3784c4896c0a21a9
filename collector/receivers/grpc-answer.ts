import { constants } from 'node:http2'
import type { ServerHttp2Stream } from 'node:http2'
import {
  INVALID_ARGUMENT,
  RESOURCE_EXHAUSTED,
  UNAVAILABLE,
  UNIMPLEMENTED,
  remarksOn,
  retryBody,
  successBody,
} from '../otlp/answer.ts'
import type { Signal } from '../otlp/carrier.ts'
import type { Wrong } from './body.ts'
import { framed } from './grpc-message.ts'
import type { Taken } from './take.ts'

const CODES: Readonly<Record<Wrong, number>> = {
  kind: UNIMPLEMENTED,
  size: RESOURCE_EXHAUSTED,
  content: INVALID_ARGUMENT,
}
const HEADERS = { ':status': 200, 'content-type': 'application/grpc', 'grpc-accept-encoding': 'identity,gzip' }

/** What a call is answered: a message and code 0, or another code and why. */
export interface GrpcAnswer {
  readonly code: number
  readonly message: string
  readonly body?: Uint8Array
  /** After how many seconds the client sends the same again. */
  readonly retrySeconds?: number
}

/** What a client is told of what came of its message. */
export function grpcAnswerOf(signal: Signal, taken: Taken): GrpcAnswer {
  if (taken.kind === 'refused') return { code: CODES[taken.wrong], message: taken.message }
  if (taken.kind === 'later') return unavailable(taken.seconds, taken.message)
  return { code: 0, message: '', body: successBody(signal, 'protobuf', remarksOn(taken.records)) }
}

/** The client sends the same again after so many seconds. */
export const unavailable = (retrySeconds: number, message: string): GrpcAnswer => ({
  code: UNAVAILABLE,
  message,
  retrySeconds,
})

/** Sends an answer, unless nobody is there any more: whether it was. */
export function sendAnswer(stream: ServerHttp2Stream, answer: GrpcAnswer): boolean {
  if (stream.destroyed || stream.closed) return false
  if (answer.body === undefined) stream.respond({ ...HEADERS, ...trailersOf(answer) }, { endStream: true })
  else {
    stream.respond(HEADERS, { waitForTrailers: true })
    stream.once('wantTrailers', () => stream.sendTrailers(trailersOf(answer)))
    stream.end(framed(answer.body))
  }
  endReading(stream)
  return true
}

/** For who does not speak gRPC. */
export function sendUnsupported(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 415 }, { endStream: true })
  endReading(stream)
}

/** Who still sends is told to stop: what nobody reads would be held outside of the budget. */
function endReading(stream: ServerHttp2Stream): void {
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
}

function trailersOf({ code, message, retrySeconds }: GrpcAnswer): Record<string, string> {
  const status = { 'grpc-status': String(code), ...(message === '' ? {} : { 'grpc-message': encodeURI(message) }) }
  if (retrySeconds === undefined) return status
  const details = Buffer.from(retryBody(code, message, retrySeconds)).toString('base64')
  return { ...status, 'grpc-status-details-bin': details }
}
