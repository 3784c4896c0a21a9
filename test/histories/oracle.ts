import type { HistoryEvent, HistoryFinding } from './history.ts'
import { NEVER } from './oracle/numbers.ts'
import { identityWithoutOwner, TRUTHS, type Truth } from './oracle/rules.ts'
import { World } from './oracle/world.ts'

/** Every finding that is true of a set of events, visible yet or not: told straight from the events, slow and plain on purpose. */
export function truthOf(events: readonly HistoryEvent[]): readonly HistoryFinding[] {
  const world = new World(events)
  const ofCredentials = [...world.lives.values()]
    .filter(({ signsOfLife }) => signsOfLife.length > 0)
    .flatMap((life) =>
      Object.entries(TRUTHS).flatMap(([rule, decide]) => finding(rule, 'credential', life.name, decide(life))),
    )
  const ofIdentities = [...world.identities].flatMap((identity) =>
    finding('G02', 'identity', identity, identityWithoutOwner(world, identity)),
  )
  return [...ofCredentials, ...ofIdentities]
}

function finding(rule: string, kind: string, id: string, truth: Truth | undefined): HistoryFinding[] {
  if (truth === undefined) return []
  const until = truth.until === NEVER ? null : truth.until
  return [{ rule, subject: { kind, id }, ...truth, until }]
}

/** What of it is visible at a moment. */
export function cutAt(truth: readonly HistoryFinding[], now: number): readonly HistoryFinding[] {
  return truth.filter(({ appears }) => now > appears)
}

/** Whether the order of ids decides a tie. Keys are hashes, and order them otherwise: such a history has no one truth. */
export function isDecidedByIds(events: readonly HistoryEvent[]): boolean {
  const { lives, ownership } = new World(events)
  const crowded = [...lives.values()].some(({ identities }) => identities.size > 2)
  const owned = new Set(
    events.flatMap(({ type, identity }) => (type === 'owner.assigned' && identity ? [identity] : [])),
  )
  return crowded || [...owned].some((identity) => hasTie(ownership.allChanges(identity)))
}

function hasTie(changes: readonly { readonly at: number; readonly assigns: boolean }[]): boolean {
  return changes.some(({ at, assigns }, n) => changes[n + 1]?.at === at && changes[n + 1]?.assigns === assigns)
}
