/** Milliseconds since 1970, UTC: every time of a row, a verdict or a policy. */
export type Millis = number

/** "Never", as an expiry or as an end: 2199-12-31T00:00:00.000Z (semantics: Time). Also what a `min` column holds while absent. */
export const NEVER: Millis = 7_258_032_000_000

/** What a `max` or `latest` column holds while absent. No event is of the first millisecond of 1970. */
export const UNKNOWN: Millis = 0

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** How far an event may lie ahead of the moment at which it is received (semantics: Time). */
export const FUTURE_ALLOWED: Millis = 5 * MINUTE

/** The first instant that is a time: 1970's first millisecond stands for "unknown". */
export const EARLIEST: Millis = 1

/** The end of what is a time: 2200-01-01T00:00:00Z. */
export const LATEST: Millis = 7_258_118_400_000

const NANOS_A_MILLI = 1_000_000n

/** Floors nanoseconds to milliseconds: done once, when an event is spread into facts. */
export function toMillis(nanos: bigint): Millis {
  return Number(nanos / NANOS_A_MILLI)
}

/** Nanoseconds of a moment given in milliseconds. */
export function toNanos(millis: Millis): bigint {
  return BigInt(Math.trunc(millis)) * NANOS_A_MILLI
}

const DAYS_TO_MARCH_1970 = 719_468
const DAYS_A_CYCLE = 146_097
const YEARS_A_CYCLE = 400

/** Days since 1970-01-01 of a date of the Gregorian calendar (month 1–12). After Howard Hinnant's days_from_civil. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const cycle = Math.floor(shifted / YEARS_A_CYCLE)
  const yearOfCycle = shifted - cycle * YEARS_A_CYCLE
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear
  return cycle * DAYS_A_CYCLE + dayOfCycle - DAYS_TO_MARCH_1970
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + DAYS_TO_MARCH_1970
  const cycle = Math.floor(shifted / DAYS_A_CYCLE)
  const dayOfCycle = shifted - cycle * DAYS_A_CYCLE
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  )
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfCycle + cycle * YEARS_A_CYCLE + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 }
}

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))$/

/** Nanoseconds since 1970 of an RFC 3339 timestamp, or null where the text is none (a date that is not in the calendar included). */
export function parseRfc3339(text: string): bigint | null {
  const match = RFC3339.exec(text)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])]
  if (!isCivil(year, month, day) || hour > 23 || minute > 59 || second > 60) return null
  const offset = match[9] === undefined ? 0 : (match[9] === '-' ? -1 : 1) * (Number(match[10]) * 60 + Number(match[11]))
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
  return BigInt(seconds) * 1_000_000_000n + BigInt((match[7] ?? '').padEnd(9, '0'))
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isCivil(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month - 1]
  return days !== undefined && day >= 1 && day <= days
}

/** RFC 3339 with milliseconds and Z, as every JSON of Lifespan has it. */
export function formatRfc3339(at: Millis): string {
  const days = Math.floor(at / DAY)
  const { year, month, day } = civilFromDays(days)
  const rest = at - days * DAY
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const clock = `${two(rest / HOUR)}:${two((rest % HOUR) / MINUTE)}:${two((rest % MINUTE) / SECOND)}`
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}.${String(rest % SECOND).padStart(3, '0')}Z`
}
