import { parseRfc3339, toMillis, type Millis } from '../schemas/time.ts'

/** Milliseconds of a moment that ClickHouse answered as RFC 3339. */
export function millisOf(text: string): Millis {
  return toMillis(parseRfc3339(text) ?? 0n)
}
