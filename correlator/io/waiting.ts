import type { Millis } from '../../schemas/time.ts'

/** Timers of JavaScript hold no more. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/** How long a timer waits until a moment is past, ms: a verdict is visible strictly after it appears. */
export function waitPast(moment: Millis, now: Millis): number {
  return Math.min(Math.max(moment + 1 - now, 1), LONGEST_WAIT_MS)
}
