import { LATEST, NEVER, SECOND, parseRfc3339, toMillis } from '../../schemas/time.ts'
import type { Millis } from '../../schemas/time.ts'
import type { AttributeValue } from './attributes.ts'

/**
 * Milliseconds since 1970 of an RFC 3339 text or of a number of Unix seconds; a date from 2199-12-31 on is never. Null where it
 * is no time: not after 1970, or a number that would be a year beyond 2200 (milliseconds, most likely; vocabulary: not_after).
 */
export function momentOf(value: AttributeValue): Millis | null {
  if (typeof value === 'string') return textMoment(value)
  if (typeof value !== 'bigint' && typeof value !== 'number') return null
  const millis = Math.floor(Number(value) * SECOND)
  return millis > 0 && millis <= LATEST ? Math.min(millis, NEVER) : null
}

function textMoment(text: string): Millis | null {
  const nanos = parseRfc3339(text)
  if (nanos === null) return null
  const millis = toMillis(nanos)
  return millis > 0 ? Math.min(millis, NEVER) : null
}
