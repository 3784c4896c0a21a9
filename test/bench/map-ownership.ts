import { TIMELINE_LENGTH } from '../../schemas/entities.ts'
import { NEVER } from '../../schemas/time.ts'
import type { Identity } from './map-entities.ts'

/** A change of who answers, or of an owner's presence; `owner` is null for whoever stands. */
export interface Change {
  readonly at: number
  readonly on: boolean
  readonly owner: Owner | null
}

export interface Owner {
  readonly id: string
  /** Departures (on) and returns. */
  readonly changes: Change[]
  readonly identities: Set<Identity>
}

/** A stretch in which nobody answers. */
export interface Episode {
  readonly gone: number
  readonly back: number
}

const order = (one: Change, other: Change): number =>
  one.at - other.at || Number(one.on) - Number(other.on) || byId(one.owner?.id ?? '', other.owner?.id ?? '')
const byId = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** Adds a change in its place, once; of many the newest stay. */
export function addChange(changes: Change[], change: Change): void {
  const place = changes.findIndex((other) => order(other, change) >= 0)
  if (place >= 0 && order(changes[place]!, change) === 0) return
  changes.splice(place < 0 ? changes.length : place, 0, change)
  if (changes.length > TIMELINE_LENGTH) changes.shift()
}

/** The stretches in which nobody answers for an identity, worked out once a change. */
export function episodesOf(identity: Identity): readonly Episode[] {
  return (identity.episodes ??= identity.changes.length === 0 ? [] : workedOut(identity.changes))
}

function workedOut(changes: readonly Change[]): Episode[] {
  const assignments = lastOfEachInstant(changes.filter(({ on }) => on))
  const episodes: Episode[] = []
  assignments.forEach(({ at, owner }, n) => {
    const relieved = assignments[n + 1]?.at ?? NEVER
    const end = changes.find((one) => !one.on && one.at > at && (one.owner === owner || one.owner === null))
    const ended = Math.min(end?.at ?? NEVER, relieved)
    for (const absence of absences(owner!, at, ended)) join(episodes, absence)
    if (ended < relieved) join(episodes, { gone: ended, back: relieved })
  })
  return episodes
}

function absences(owner: Owner, start: number, end: number): Episode[] {
  const changes = lastOfEachInstant(owner.changes)
  return changes.flatMap(({ at, on }, n) => {
    const gone = Math.max(at, start)
    const back = Math.min(changes[n + 1]?.at ?? NEVER, end)
    return on && gone < back ? [{ gone, back }] : []
  })
}

function lastOfEachInstant(changes: readonly Change[]): Change[] {
  return changes.filter(({ at }, n) => changes[n + 1]?.at !== at)
}

/** Stretches that touch are one. */
function join(episodes: Episode[], { gone, back }: Episode): void {
  const touches = episodes.at(-1)?.back === gone
  episodes.push({ gone: touches ? episodes.pop()!.gone : gone, back })
}
