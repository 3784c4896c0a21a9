import { DAY, HOUR, MINUTE, NEVER, SECOND, type Millis } from '../schemas/time.ts'

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
] as const

/** From so many days on hours say nothing. */
const DAYS_ALONE = 10

/** A length of time in its two largest units: `6 h 22 min`, `45 s`, `1234 d`. */
export function formatDuration(length: Millis): string {
  const first = UNITS.findIndex(([unit]) => length >= unit)
  if (first < 0) return `${Math.max(0, Math.round(length))} ms`
  const [unit, name] = UNITS[first]!
  const whole = Math.floor(length / unit)
  const next = UNITS[first + 1]
  const rest = next === undefined ? 0 : Math.floor((length - whole * unit) / next[0])
  return rest === 0 || length >= DAYS_ALONE * DAY ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next![1]}`
}

/** How long something that ends at `until` still goes on. */
export function formatRemaining(until: Millis, now: Millis): string {
  if (until === NEVER) return 'no end'
  return until > now ? `${formatDuration(until - now)} left` : `ended ${formatDuration(now - until)} ago`
}
