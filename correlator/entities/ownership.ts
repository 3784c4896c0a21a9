import { NEVER, type Millis } from '../../schemas/time.ts'
import { cellOf } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import type { State } from './state.ts'
import type { Entry } from './timelines.ts'

/** A stretch [gone, back) in which nobody answers for an identity; `back` is NEVER where nobody came. */
export interface Episode {
  readonly gone: Millis
  readonly back: Millis
}

const NEVER_ASSIGNED: readonly Episode[] = []
const OWNERS = cellOf(LAYOUTS.identity, 'owners', 'timeline').at
const PRESENCE = cellOf(LAYOUTS.owner, 'presence', 'timeline').at

/**
 * The longest stretches in which nobody answers for an identity: its owner is that of the last assignment, which an end of that
 * owner's (or of whichever) ends unless it is of the assignment's own instant; or that owner is departed.
 */
export function goneEpisodes(state: State, identity: number): readonly Episode[] {
  const known = state.episodes.get(identity)
  if (known !== undefined) return known
  const timeline = ownersOf(state, identity)
  if (timeline === 0) return NEVER_ASSIGNED
  const episodes = findEpisodes(state, timeline)
  state.episodes.set(identity, episodes)
  return episodes
}

function findEpisodes(state: State, timeline: number): readonly Episode[] {
  const changes = state.timelines.entries(timeline)
  const assignments = lastOfEachInstant(changes.filter((change) => change.on === 1))
  return joined(
    assignments.flatMap(({ at: start, ref }, n) => {
      const relieved = assignments[n + 1]?.at ?? NEVER
      const ended = endOf(changes, ref, start, relieved)
      return [...absences(state, ref, start, ended), ...(ended < relieved ? [{ gone: ended, back: relieved }] : [])]
    }),
  )
}

function ownersOf(state: State, identity: number): number {
  const { rows } = state.identity
  return rows.page(identity).words[rows.words(identity) + OWNERS]!
}

/** Who answers for an identity at a moment, 0 for nobody: for showing, never for a verdict. */
export function ownerAt(state: State, identity: number, now: Millis): number {
  if (goneEpisodes(state, identity).some(({ gone, back }) => gone <= now && now < back)) return 0
  const changes = state.timelines.entries(ownersOf(state, identity))
  return changes.findLast(({ at, on }) => on === 1 && at <= now)?.ref ?? 0
}

/** Since when it is that one, ms; 0 where it is nobody, or nobody else answered before: for showing, as {@link ownerAt}. */
export function ownerSince(state: State, identity: number, now: Millis): Millis {
  const owner = ownerAt(state, identity, now)
  if (owner === 0) return 0
  const past = state.timelines.entries(ownersOf(state, identity)).filter(({ at, on }) => on === 1 && at <= now)
  const other = past.findLastIndex(({ ref }) => ref !== owner)
  return other < 0 ? 0 : past[other + 1]!.at
}

/** The first end of an owner's assignment (or of whichever) within it; `relieved` where there is none. */
function endOf(changes: readonly Entry[], ref: number, start: Millis, relieved: Millis): Millis {
  const end = changes.find(
    (change) =>
      change.on === 0 && (change.ref === ref || change.ref === 0) && start < change.at && change.at < relieved,
  )
  return end?.at ?? relieved
}

/** The parts of [start, end) in which an owner is departed. */
function absences(state: State, ref: number, start: Millis, end: Millis): Episode[] {
  const { rows } = state.owner
  const changes = lastOfEachInstant(state.timelines.entries(rows.page(ref).words[rows.words(ref) + PRESENCE]!))
  return changes.flatMap(({ at, on }, n) => {
    const gone = Math.max(at, start)
    const back = Math.min(changes[n + 1]?.at ?? NEVER, end)
    return on === 1 && gone < back ? [{ gone, back }] : []
  })
}

/** Of the changes of one instant the greatest: departed over returned. */
function lastOfEachInstant(changes: readonly Entry[]): Entry[] {
  return changes.filter((change, n) => changes[n + 1]?.at !== change.at)
}

/** Stretches that touch are one. They come in order. */
function joined(stretches: readonly Episode[]): Episode[] {
  const episodes: Episode[] = []
  for (const { gone, back } of stretches) {
    const touches = episodes.at(-1)?.back === gone
    episodes.push({ gone: touches ? episodes.pop()!.gone : gone, back })
  }
  return episodes
}
