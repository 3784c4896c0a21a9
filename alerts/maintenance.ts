import type { Millis } from '../schemas/time.ts'
import type { Alert } from './alert.ts'
import { isMeant, type Matching } from './matching.ts'

/** A window in which findings are not told of: who is still open at its end is told of then. */
export interface Maintenance extends Matching {
  readonly from: Millis
  readonly until: Millis
  /** After how long it is open again, ms; once unless it is said. */
  readonly every?: Millis | undefined
}

/** When the windows of maintenance that a finding is in are over, one after the other, ms; 0 where it is in none. */
export function quietUntil(maintenance: readonly Maintenance[], alert: Alert, now: Millis): Millis {
  const windows = maintenance.filter((one) => isMeant(one, alert))
  let end = 0
  // Each turn that goes on has found a window that ends later; those that follow one another without a gap have no end.
  for (let turn = 0; turn <= windows.length; turn++) {
    const next = Math.max(end, ...windows.map((window) => endOfWindow(window, Math.max(end, now))))
    if (next === end) break
    end = next
  }
  return end
}

/** When a window is over that is open at a moment; 0 where it is not open. */
function endOfWindow({ from, until, every }: Maintenance, now: Millis): Millis {
  if (now < from) return 0
  const past = every === undefined ? 0 : Math.floor((now - from) / every) * every
  return now < until + past ? until + past : 0
}
