import type { HistoryEvent } from '../history.ts'
import { KEPT_CHANGES, NEVER } from './numbers.ts'

/** An assignment, or an end of one: of that owner's, of anybody's where there is no owner. */
interface OwnerChange {
  readonly at: number
  readonly assigns: boolean
  readonly owner: string
}

const rank = ({ assigns, owner }: OwnerChange) => `${assigns ? 1 : 0} ${owner}`

/** Who answered for whom, asked moment by moment. */
export class Ownership {
  readonly #events: readonly HistoryEvent[]

  constructor(events: readonly HistoryEvent[]) {
    this.#events = events.filter(({ type }) => type.startsWith('owner.'))
  }

  get isTold(): boolean {
    return this.#events.length > 0
  }

  /** When somebody was first assigned; nobody is no owner. */
  firstAssigned(identity: string): number {
    const assignments = this.#assignmentsOf(identity).filter(({ owner }) => owner !== null)
    return Math.min(NEVER, ...assignments.map(({ at }) => at))
  }

  /** Every change, whether it is kept or not, once each. */
  allChanges(identity: string): readonly OwnerChange[] {
    const changes = this.#assignmentsOf(identity).flatMap(({ at, owner, until }): OwnerChange[] => {
      if (!owner) return [{ at, assigns: false, owner: '' }]
      const assignment = { at, assigns: true, owner }
      return until === undefined ? [assignment] : [assignment, { at: until, assigns: false, owner }]
    })
    const once = new Map(changes.map((change) => [`${change.at} ${rank(change)}`, change]))
    return [...once.values()].sort((one, other) => one.at - other.at || (rank(one) < rank(other) ? -1 : 1))
  }

  /** The stretches [gone, back) in which nobody answers: at each moment of a change it is asked who does. */
  episodes(identity: string): readonly { readonly gone: number; readonly back: number }[] {
    const changes = this.allChanges(identity).slice(-KEPT_CHANGES)
    const moments = [
      ...changes.map(({ at }) => at),
      ...changes.flatMap(({ owner }) => this.#presence(owner).map(({ at }) => at)),
    ]
    const ordered = [...new Set(moments)].sort((one, other) => one - other)
    const flips = ordered.filter((at, n) => this.#isGone(changes, at) !== this.#isGone(changes, ordered[n - 1] ?? 0))
    return flips.flatMap((gone, n) => (n % 2 === 0 ? [{ gone, back: flips[n + 1] ?? NEVER }] : []))
  }

  #isGone(changes: readonly OwnerChange[], moment: number): boolean {
    const past = changes.filter(({ at }) => at <= moment)
    const standing = past.findLast(({ assigns }) => assigns)
    if (standing === undefined) return false
    const ended = past.some(
      ({ at, assigns, owner }) => !assigns && at > standing.at && (owner === '' || owner === standing.owner),
    )
    return ended || this.#presence(standing.owner).findLast(({ at }) => at <= moment)?.departs === true
  }

  /** The latest departures and returns of an owner; at one instant a departure stands behind a return. */
  #presence(owner: string): readonly { readonly at: number; readonly departs: boolean }[] {
    const told = this.#events.filter((event) => event.type !== 'owner.assigned' && event.owner === owner)
    const once = new Set(told.map(({ at, type }) => at * 2 + (type === 'owner.departed' ? 1 : 0)))
    const latest = [...once].sort((one, other) => one - other).slice(-KEPT_CHANGES)
    return latest.map((change) => ({ at: Math.floor(change / 2), departs: change % 2 === 1 }))
  }

  #assignmentsOf(identity: string): readonly HistoryEvent[] {
    return this.#events.filter((event) => event.type === 'owner.assigned' && event.identity === identity)
  }
}
