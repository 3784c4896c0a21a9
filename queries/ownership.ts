import { NEVER, type Millis } from '../schemas/time.ts'

/** A change of whom an identity was assigned to, in order of (time, an end before an assignment, owner). */
export interface OwnerChange {
  readonly at: Millis
  /** An assignment; else the end of one. */
  readonly on: boolean
  /** Null is the end of whichever assignment stands. */
  readonly owner: string | null
  /** When that owner left (on) and came back, in order; at one instant the departure is the last. */
  readonly turns: readonly Turn[]
}

export interface Turn {
  readonly at: Millis
  readonly on: boolean
}

/** Who an identity was assigned to at a moment, and whether they answered for it. */
export interface Tenure {
  readonly owner: string
  readonly assigned: Millis
  /** When they left, where they are away. */
  readonly left: Millis | null
  /** The end of the assignment, where it has ended; `named` says that it was the end of this owner's, not of whichever. */
  readonly ended: { readonly at: Millis; readonly named: boolean } | null
}

/** From a moment on: nobody was ever assigned (null), or how it is with whoever was. */
export interface Span {
  readonly from: Millis
  readonly to: Millis
  readonly tenure: Tenure | null
}

/** What became of an identity's ownership, from its first change on. */
export function spansOf(changes: readonly OwnerChange[]): readonly Span[] {
  const all = changes.flatMap(({ at, turns }) => [at, ...turns.map((turn) => turn.at)])
  const moments = [...new Set(all)].sort((one, other) => one - other)
  return moments.map((from, n) => ({ from, to: moments[n + 1] ?? NEVER, tenure: tenureAt(changes, from) }))
}

/** Whether somebody was assigned, and does not answer for it any more. */
export function isGone({ tenure }: Span): boolean {
  return tenure !== null && (tenure.left !== null || tenure.ended !== null)
}

/** Whether somebody answers for it. */
export function isHeld({ tenure }: Span): boolean {
  return tenure !== null && tenure.left === null && tenure.ended === null
}

function tenureAt(changes: readonly OwnerChange[], at: Millis): Tenure | null {
  const assignment = changes.findLast((change) => change.on && change.at <= at)
  if (assignment === undefined) return null
  const { owner, at: assigned, turns } = assignment
  const end = changes.find(
    (change) =>
      !change.on && assigned < change.at && change.at <= at && (change.owner === null || change.owner === owner),
  )
  const ended = end === undefined ? null : { at: end.at, named: end.owner !== null }
  return { owner: owner ?? '', assigned, left: leftAt(turns, at), ended }
}

/** Since when somebody is away; null where they are there. */
function leftAt(turns: readonly Turn[], at: Millis): Millis | null {
  const past = turns.filter((turn, n) => turn.at <= at && turns[n + 1]?.at !== turn.at)
  const back = past.findLastIndex(({ on }) => !on)
  return past[back + 1]?.at ?? null
}
