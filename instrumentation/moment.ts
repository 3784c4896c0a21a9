import type { HrTime } from '@opentelemetry/api'
import { complain } from './safely.ts'

/** When something is: a date, RFC 3339, or milliseconds since the epoch. */
export type Moment = Date | number | string

/** When something begins or ends to be valid: a date, RFC 3339, or Unix seconds, as `nbf` and `exp` are. Null: it is not known. */
export type Validity = Date | number | string | null

/** Unix seconds of 2001 and of 5138: what is less is a duration, or counted from elsewhere; what is more is milliseconds. */
const [FIRST, LAST] = [1e9, 1e11]
/** As the collector reads it: with its offset. */
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/
const DIGITS = /^\d{1,16}$/

/** Of a day that no month has the next ones would be told. */
const isDay = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDate() === Number(day.slice(8))

const isRfc3339 = (said: string) => RFC3339.test(said) && !Number.isNaN(Date.parse(said)) && isDay(said.slice(0, 10))

/** A number, however it is written; NaN where it is none. */
function numberOf(said: unknown): number {
  if (typeof said === 'string') return DIGITS.test(said) ? Number(said) : Number.NaN
  return typeof said === 'number' || typeof said === 'bigint' ? Number(said) : Number.NaN
}

/** Milliseconds since the epoch; now, where nothing is said or what is said is no time, which is complained of. @internal */
export function millisOf(said: unknown): number {
  if (said === undefined || said === null) return Date.now()
  const millis =
    said instanceof Date
      ? said.getTime()
      : typeof said === 'string' && isRfc3339(said)
        ? Date.parse(said)
        : numberOf(said)
  if (millis >= LAST && millis < 1_000 * LAST) return millis
  if (millis >= FIRST && millis < LAST && !(said instanceof Date)) {
    complain('`at` is in seconds: write milliseconds, a Date or RFC 3339')
    return millis * 1_000
  }
  complain('`at` is no time, and now is told in its place: write milliseconds, a Date or RFC 3339')
  return Date.now()
}

/** As OpenTelemetry has it: of a number it would not always know whether it is one since the epoch. @internal */
export function hrTime(millis: number): HrTime {
  const seconds = Math.floor(millis / 1_000)
  return [seconds, Math.round((millis - seconds * 1_000) * 1e6)]
}

/** RFC 3339, or Unix seconds as a JWT's `exp` has them. Null where it is no time, which is complained of by the name of what it is. @internal */
export function validityOf(said: unknown, name: string): string | number | null {
  if (said instanceof Date && !Number.isNaN(said.getTime())) return said.toISOString()
  if (typeof said === 'string' && isRfc3339(said)) return said
  const seconds = numberOf(said)
  if (seconds >= FIRST && seconds < LAST) return Math.floor(seconds)
  if (seconds >= LAST && seconds < 1_000 * LAST) {
    complain(`${name} is in milliseconds: write Unix seconds, a Date or RFC 3339`)
    return Math.floor(seconds / 1_000)
  }
  complain(`${name} is no time, and is not told: write Unix seconds, a Date or RFC 3339`)
  return null
}
