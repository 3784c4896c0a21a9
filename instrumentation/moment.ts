import type { HrTime } from '@opentelemetry/api'

/** When something is: a date, or milliseconds since the epoch. */
export type Moment = Date | number

/** Milliseconds since the epoch; now, where nothing is said or what is said is no time. */
export function millisOf(moment: Moment | undefined): number {
  const millis = typeof moment === 'number' ? moment : moment?.getTime()
  return millis !== undefined && Number.isFinite(millis) ? millis : Date.now()
}

/** As OpenTelemetry has it: of a number it would not always know whether it is one since the epoch. */
export function hrTime(millis: number): HrTime {
  const seconds = Math.floor(millis / 1_000)
  return [seconds, Math.round((millis - seconds * 1_000) * 1e6)]
}

/** RFC 3339, or Unix seconds as a JWT's `exp` has them. Null where it is no time. */
export function validity(moment: Date | number | string): string | number | null {
  if (typeof moment === 'string') return moment
  if (typeof moment === 'number') return Number.isFinite(moment) ? Math.floor(moment) : null
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
