import { LifecycleEvent } from '../../../schemas/events.ts'
import { kubernetes } from './adapter.ts'

/** What an accepted line came to, each event of it checked. */
export function translated(raw: unknown, source = 'prod') {
  const outcome = kubernetes.translate(raw, source)
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${outcome.reason}`)
  for (const event of outcome.value.events) LifecycleEvent.parse(event)
  return { ...outcome.value, warnings: outcome.warnings }
}

/** The events of an accepted line. */
export const eventsOf = (raw: unknown) => translated(raw).events

/** The types of an accepted line's events. */
export const typesOf = (raw: unknown) => eventsOf(raw).map((event) => event.type)

/** Why a line came to nothing. */
export function reasonOf(raw: unknown): string {
  const outcome = kubernetes.translate(raw, 'prod')
  return outcome.kind === 'accepted' ? 'accepted' : `${outcome.kind}: ${outcome.reason}`
}
