import type { LifecycleEvent } from '../schemas/events.ts'
import { EARLIEST, FUTURE_ALLOWED, LATEST, toMillis } from '../schemas/time.ts'

const MAX_ID = 2_048
const NUL = '\0'

/** The reason of what happened later than it was received, by a clock that is wrong. */
export const TOO_FAR_AHEAD = 'time more than 5 minutes ahead'

/** One reason for both: OTLP's times are unsigned, and a client's 1969 arrives as the year 2553. */
const OUT_OF_RANGE = 'time not between 1970 and 2199'

/** The columns whose texts become keys and finding ids, in which NUL joins the parts. */
const IDS = ['credential_id', 'issuer', 'workload_id', 'identity', 'parent_id', 'parent_issuer', 'owner_id'] as const

/** Why an event can't be stored: one of few reasons, or null for one that can. `now` in ms. */
export function checkEvent(event: LifecycleEvent, now: number): string | null {
  return checkTime(event, now) ?? checkIds(event)
}

/** Old events are the normal case. Ownership's effective times may lie ahead; everything else happened (semantics: Time). */
function checkTime(event: LifecycleEvent, now: number): string | null {
  const at = toMillis(event.time)
  if (at < EARLIEST || at >= LATEST) return OUT_OF_RANGE
  if (at > now + FUTURE_ALLOWED && !event.type.startsWith('owner.')) return TOO_FAR_AHEAD
  return null
}

function checkIds(event: LifecycleEvent): string | null {
  for (const name of IDS) {
    const id = event[name]
    if (id === undefined) continue
    if (id.includes(NUL)) return 'id with a NUL character'
    if (id.length > MAX_ID) return 'id longer than 2,048 characters'
  }
  return null
}
