import { EVENT_TYPES } from '../../schemas/events.ts'
import type { EventType } from '../../schemas/events.ts'
import type { Attributes } from './attributes.ts'

/** One span, span event or log record that has the name of one of our events. */
export interface Carrier {
  readonly type: EventType
  /** Nanoseconds since 1970; 0 where none was said. */
  readonly time: bigint
  /** Its span's status is an error. */
  readonly failed: boolean
  /** In lower-case hex; '' where missing or zero. */
  readonly traceId: string
  readonly spanId: string
  /** Tells the carriers of one span apart: '0' the span itself, then its events. '' for a log record. */
  readonly index: string
  readonly attributes: Attributes
  /** The record with its resource and scope as text, where it has no id. */
  readonly bytes: string | null
  /** How many bytes the record has; of a span event those of its span. */
  readonly size: number
}

/** What a record stands under. */
export interface Surroundings {
  readonly resource: Attributes
  /** Resource and scope as text, for records that have no id. */
  text(): string
}

/** What takes the records of a body one by one. */
export interface Visitor {
  carrier(carrier: Carrier): void
  /** So many records that say nothing of ours. */
  ordinary(count: number): void
  /** One record that can't be read, and where it lies in the body. */
  bad(reason: string, body: Uint8Array, start: number, end: number): void
  /** Where the reading of the body ended, whole or not. */
  readTo(at: number): void
}

/** The two requests that are read. */
export type Signal = 'traces' | 'logs'

/** Reads a body. Throws `Malformed` where the body as a whole can't be read; what was visited by then is void. */
export type Decode = (signal: Signal, body: Uint8Array, visitor: Visitor) => void

/** Bytes that are no OTLP. The reason is one of few. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** Thrown again and again as they are: hostile bodies would otherwise pay us to write stack traces. */
export const malformed = {
  protobuf: new Malformed('not protobuf'),
  json: new Malformed('not JSON'),
  object: new Malformed('not a JSON object'),
  deep: new Malformed('nested too deeply'),
  shape: new Malformed('a field has the wrong type'),
  integer: new Malformed('a number is no 64-bit integer'),
  traceId: new Malformed('trace id is not 16 bytes'),
  spanId: new Malformed('span id is not 8 bytes'),
  records: new Malformed('too many records'),
} as const

const types = new Map<string, EventType>(EVENT_TYPES.map((type) => [type, type]))

/** The event that a carrier of this name tells, or null. */
export function eventNamed(name: string): EventType | null {
  return types.get(name) ?? null
}

const names = EVENT_TYPES.map((type) => ({ bytes: new TextEncoder().encode(type), type }))

/** The event whose name lies in these bytes, or null. */
export function eventNameAt(bytes: Uint8Array, start: number, end: number): EventType | null {
  for (const name of names) if (name.bytes.length === end - start && equal(bytes, start, name.bytes)) return name.type
  return null
}

function equal(bytes: Uint8Array, start: number, other: Uint8Array): boolean {
  for (let index = 0; index < other.length; index += 1) if (bytes[start + index] !== other[index]) return false
  return true
}
