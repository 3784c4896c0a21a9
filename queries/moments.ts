import { parseRfc3339, toMillis, type Millis } from '../schemas/time.ts'

/** Milliseconds of a moment that ClickHouse answered as RFC 3339. */
export function millisOf(text: string): Millis {
  return toMillis(parseRfc3339(text) ?? 0n)
}

/** A moment as people read it: RFC 3339 to the millisecond, whatever the precision of what ClickHouse answered. */
export function toMoment(text: string): string {
  return text.replace(/(\.\d{3})\d+Z$/, '$1Z')
}
