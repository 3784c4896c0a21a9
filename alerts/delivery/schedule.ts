import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../../schemas/time.ts'

/** How long after each failed attempt the next one is made (Standard Webhooks: Deliverability); 75 h 35 m in all. */
const PAUSES: readonly Millis[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
/** Attempts of many messages that failed together are spread over so much of the pause. */
const JITTER = 0.2
/** No server puts a message off for longer. */
const LONGEST_RETRY_AFTER = DAY

/** How long to wait after so many attempts have failed (from 1 on), ms; null where it is given up. `chance`: evenly within [0, 1). */
export function pauseAfter(attempts: number, chance: number, retryAfter: Millis | null = null): Millis | null {
  const pause = PAUSES[attempts - 1]
  if (pause === undefined) return null
  const spread = Math.round(pause * (1 + JITTER * chance))
  return retryAfter === null ? spread : Math.max(spread, Math.min(retryAfter, LONGEST_RETRY_AFTER))
}

/** What `Retry-After` asks for, ms (RFC 9110, 10.2.3: seconds, or a date); null where it asks for nothing that can be read. */
export function retryAfterOf(header: string | undefined, now: Millis): Millis | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
