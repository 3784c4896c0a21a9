import { malformed } from './carrier.ts'
import { hexAt } from './text.ts'
import type { Wire } from './wire.ts'

export const TRACE_ID_BYTES = 16
export const SPAN_ID_BYTES = 8

/** Where a trace id begins, -1 where the field is empty. Throws `Malformed` where it has not 16 bytes. */
export function traceIdAt(wire: Wire): number {
  const start = wire.field()
  if (wire.pos === start) return -1
  if (wire.pos - start !== TRACE_ID_BYTES) throw malformed.traceId
  return start
}

/** Where a span id begins, -1 where the field is empty. Throws `Malformed` where it has not 8 bytes. */
export function spanIdAt(wire: Wire): number {
  const start = wire.field()
  if (wire.pos === start) return -1
  if (wire.pos - start !== SPAN_ID_BYTES) throw malformed.spanId
  return start
}

/** An id in hex; '' where there is none or all of it is zero. */
export function idText(bytes: Uint8Array, start: number, length: number): string {
  return start < 0 ? '' : hexAt(bytes, start, start + length)
}
