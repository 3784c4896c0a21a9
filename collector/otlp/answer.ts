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

/** What a client is told of its records: how many were rejected, and why; and what of the others could not be used. '' where all is well. */
export interface Remarks {
  readonly rejected: number
  readonly message: string
}

/** Sums up what there is to say of records. */
export function remarksOn(records: readonly RecordOutcome[]): Remarks {
  const [reasons, warnings] = [new Tally(), new Tally()]
  for (const { outcome } of records) {
    if (outcome.kind === 'rejected') reasons.add(outcome.reason)
    else if (outcome.kind === 'accepted') for (const warning of outcome.warnings ?? []) warnings.add(warning)
  }
  const message = [reasons.said('rejected'), warnings.said('accepted, but')].filter((part) => part !== '').join('; ')
  return { rejected: reasons.total, message }
}

/** How often each of few texts was said. */
class Tally {
  total = 0
  readonly #times = new Map<string, number>()

  add(text: string): void {
    this.total += 1
    this.#times.set(text, (this.#times.get(text) ?? 0) + 1)
  }

  /** The most frequent ones first; '' where there are none. */
  said(head: string): string {
    if (this.total === 0) return ''
    const sorted = [...this.#times].sort(([, one], [, other]) => other - one)
    const parts = sorted.slice(0, MAX_REASONS).map(([text, times]) => `${text} (${times})`)
    const more = sorted.length > MAX_REASONS ? `, and ${sorted.length - MAX_REASONS} more reasons` : ''
    return `${head}: ${parts.join(', ')}${more}`
  }
}

/** The body of an Export…ServiceResponse: a message without rejected records is a warning (OTLP: Partial Success). */
export function successBody(signal: Signal, encoding: Encoding, { rejected, message }: Remarks): Uint8Array {
  if (encoding === 'protobuf') {
    const counted = rejected === 0 ? [] : count64(rejected)
    return field(1, message === '' ? [] : [...counted, ...field(2, utf8(message))])
  }
  const counted = rejected === 0 ? {} : { [JSON_COUNTS[signal]]: String(rejected) }
  return utf8(JSON.stringify({ partialSuccess: message === '' ? {} : { ...counted, errorMessage: message } }))
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
