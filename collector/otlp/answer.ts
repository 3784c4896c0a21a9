import type { RecordOutcome } from '../translated.ts'
import type { Signal } from './carrier.ts'
import type { Encoding } from './read.ts'

/** To the letter: with a charset clients do not read the body (otlp: As a client). */
export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
}

/** Codes of google.rpc.Status that are answered. */
export const INVALID_ARGUMENT = 3
export const RESOURCE_EXHAUSTED = 8
export const UNIMPLEMENTED = 12
export const UNAVAILABLE = 14

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo'

const MAX_REASONS = 10
const JSON_COUNTS: Readonly<Record<Signal, string>> = { traces: 'rejectedSpans', logs: 'rejectedLogRecords' }

/** How many of the records were rejected, and a message that says why: '' where none was. */
export function rejections(records: readonly RecordOutcome[]): { readonly count: number; readonly message: string } {
  const reasons = new Map<string, number>()
  let count = 0
  for (const { outcome } of records) {
    if (outcome.kind !== 'rejected') continue
    count += 1
    reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1)
  }
  const parts = [...reasons].sort(([, one], [, other]) => other - one).map(([reason, times]) => `${reason} (${times})`)
  const more = parts.length > MAX_REASONS ? `, and ${parts.length - MAX_REASONS} more reasons` : ''
  return { count, message: count === 0 ? '' : `rejected: ${parts.slice(0, MAX_REASONS).join(', ')}${more}` }
}

/** The body of an Export…ServiceResponse: all was taken, or all but so many records. */
export function successBody(signal: Signal, encoding: Encoding, count: number, message: string): Uint8Array {
  if (encoding === 'protobuf') return field(1, count === 0 ? [] : [...count64(count), ...field(2, utf8(message))])
  const partialSuccess = count === 0 ? {} : { [JSON_COUNTS[signal]]: String(count), errorMessage: message }
  return utf8(JSON.stringify({ partialSuccess }))
}

/** The body of a google.rpc.Status. */
export function statusBody(encoding: Encoding, code: number, message: string): Uint8Array {
  if (encoding === 'json') return utf8(JSON.stringify({ code, message }))
  return Uint8Array.from([0x08, code, ...field(2, utf8(message))])
}

/** The body of a google.rpc.Status in protobuf with a RetryInfo: the client sends the same again after so many seconds. */
export function retryBody(code: number, message: string, seconds: number): Uint8Array {
  const retryInfo = field(1, [0x08, ...varint(seconds)])
  const details = [...field(1, utf8(RETRY_INFO)), ...field(2, retryInfo)]
  return Uint8Array.from([...statusBody('protobuf', code, message), ...field(3, details)])
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function varint(value: number): number[] {
  const bytes: number[] = []
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left]
    bytes.push((left % 128) + 128)
  }
}

const count64 = (count: number): number[] => [0x08, ...varint(count)]

function field(number: number, bytes: ArrayLike<number>): Uint8Array {
  return Uint8Array.from([number * 8 + 2, ...varint(bytes.length), ...Array.from(bytes)])
}
