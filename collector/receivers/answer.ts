import type { ServerResponse } from 'node:http'
import { CONTENT_TYPES, INVALID_ARGUMENT, UNAVAILABLE, remarksOn, statusBody, successBody } from '../otlp/answer.ts'
import type { Signal } from '../otlp/carrier.ts'
import type { Encoding } from '../otlp/read.ts'
import type { RecordOutcome } from '../translated.ts'
import type { Wrong } from './body.ts'
import type { Refusal, Taken } from './take.ts'

const MAX_RETRY_SECONDS = 60
/** What is wrong with a body, in HTTP. */
export const STATUSES: Readonly<Record<Wrong, number>> = { kind: 415, size: 413, content: 400 }

/** What a request is answered. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** What a client is told of what came of its body, in its own encoding. */
export function answerOf(signal: Signal, encoding: Encoding, taken: Taken): Answer {
  if (taken.kind === 'taken') return success(signal, encoding, taken.records)
  return taken.kind === 'later' ? later(taken.seconds, taken.message, encoding) : refusal(taken, encoding)
}

/** The client drops what it sent; in its own encoding, if it is known. */
export function refusal({ wrong, message }: Refusal, encoding: Encoding | null): Answer {
  const status = STATUSES[wrong]
  if (encoding === null) return plain(status, message)
  return typed(status, encoding, statusBody(encoding, INVALID_ARGUMENT, message))
}

/** All was taken, or all but what is rejected. */
function success(signal: Signal, encoding: Encoding, records: readonly RecordOutcome[]): Answer {
  return typed(200, encoding, successBody(signal, encoding, remarksOn(records)))
}

/** The client sends it again after so many seconds. Never more than 60: above 300 clients drop at once (otlp: As a client). */
function later(seconds: number, message: string, encoding: Encoding): Answer {
  const retryAfter = { 'retry-after': String(Math.min(seconds, MAX_RETRY_SECONDS)) }
  return typed(503, encoding, statusBody(encoding, UNAVAILABLE, message), retryAfter)
}

function typed(status: number, encoding: Encoding, body: Uint8Array, more: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': CONTENT_TYPES[encoding], ...more }, body }
}

/** For who does not speak OTLP. */
export function plain(status: number, message: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: message }
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
