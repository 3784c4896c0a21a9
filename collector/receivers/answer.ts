import type { ServerResponse } from 'node:http'
import { CONTENT_TYPES, INVALID_ARGUMENT, UNAVAILABLE, rejections, statusBody, successBody } from '../otlp/answer.ts'
import type { Signal } from '../otlp/carrier.ts'
import type { Encoding } from '../otlp/read.ts'
import type { RecordOutcome } from '../translated.ts'

const MAX_RETRY_SECONDS = 60

/** What a request is answered. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** All was taken, or all but what is rejected. */
export function success(signal: Signal, encoding: Encoding, records: readonly RecordOutcome[]): Answer {
  const { count, message } = rejections(records)
  const body = successBody(signal, encoding, count, message)
  return { status: 200, headers: { 'content-type': CONTENT_TYPES[encoding] }, body }
}

/** The client drops what it sent; in its own encoding, if it is known. */
export function refusal(status: number, message: string, encoding: Encoding | null): Answer {
  if (encoding === null) return plain(status, message)
  const body = statusBody(encoding, INVALID_ARGUMENT, message)
  return { status, headers: { 'content-type': CONTENT_TYPES[encoding] }, body }
}

/** The client sends it again after so many seconds. Never more than 60: above 300 clients drop at once (otlp: As a client). */
export function later(seconds: number, message: string, encoding: Encoding): Answer {
  const headers = {
    'content-type': CONTENT_TYPES[encoding],
    'retry-after': String(Math.min(seconds, MAX_RETRY_SECONDS)),
  }
  return { status: 503, headers, body: statusBody(encoding, UNAVAILABLE, message) }
}

/** For who does not speak OTLP. */
export function plain(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: message }
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
