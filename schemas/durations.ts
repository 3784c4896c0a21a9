import { DAY, HOUR, MINUTE, SECOND, type Millis } from './time.ts'

const UNITS = [
  ['d', DAY, /^(d|days?)$/],
  ['h', HOUR, /^(h|hrs?|hours?)$/],
  ['m', MINUTE, /^(m|mins?|minutes?)$/],
  ['s', SECOND, /^(s|secs?|seconds?)$/],
  ['ms', 1, /^(ms|millis|milliseconds?)$/],
] as const

/** Longer ones are no length that anybody waits. */
const LONGEST = 3_650 * DAY

const FORM = /^(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]+)$/i
const BARE = /^\d+(\.\d+)?$/

/** A length of time as people write it (`30s`, `5m`, `15 min`, `1d`), or in words what is wrong with it. */
export function parseDuration(text: string): Millis | string {
  if (BARE.test(text)) return `is ${text} of what? Write ${text}s, ${text}m, ${text}h or ${text}d`
  if (text.startsWith('-')) return 'is negative'
  const [, amount, unit] = FORM.exec(text) ?? []
  const length = UNITS.find(([, , names]) => names.test(unit?.toLowerCase() ?? ''))?.[1]
  if (amount === undefined || length === undefined) return 'is no length of time: write 30s, 5m, 15 min, 24h or 1d'
  const millis = Math.round(Number(amount) * length * 1e6) / 1e6
  if (millis > LONGEST) return 'is longer than ten years'
  return Number.isInteger(millis) ? millis : 'is no whole number of milliseconds'
}

/** The shortest way to write a length of time: a whole number of the largest unit. */
export function writeDuration(millis: Millis): string {
  const [name, length] = UNITS.find(([, unit]) => millis > 0 && millis % unit === 0) ?? ['s', SECOND]
  return `${millis / length}${name}`
}
