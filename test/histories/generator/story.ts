import type { HistoryEvent } from '../history.ts'
import type { Random } from '../random.ts'
import {
  CREDENTIALS,
  END_OF_9999,
  IDENTITIES,
  LIVES,
  NEVER_EXPIRES,
  OWNERS,
  START,
  STATIC,
  STEPS,
  WORKLOADS,
  type NamedCredential,
} from './small-world.ts'

/** What an event says, and what it does not. */
export type Saying = Pick<HistoryEvent, 'type' | 'at'> & {
  readonly [N in keyof HistoryEvent]?: HistoryEvent[N] | undefined
}

/** One history while it is made up: whom it is about, what happened so far, and the moments that matter in it. */
export class Story {
  readonly random: Random
  readonly events: HistoryEvent[] = []
  readonly moments = [START]
  readonly issued = new Set<string>()
  credentials: readonly NamedCredential[]
  workloads: readonly string[]
  identities: readonly string[]
  owners: readonly string[]
  talksOfOwners = true
  readonly #statics: ReadonlyMap<string, string>

  constructor(random: Random) {
    this.random = random
    this.credentials = random.sample(CREDENTIALS.slice(0, 6), random.between(1, 4))
    this.workloads = WORKLOADS.slice(0, random.pick([1, 1, 2, 3]))
    this.identities = IDENTITIES.slice(0, random.pick([1, 1, 2, 3, 4]))
    this.owners = OWNERS.slice(0, random.pick([1, 2, 3]))
    this.#statics = new Map(
      CREDENTIALS.filter(() => random.chance(0.1)).map(({ name }) => [name, random.pick(STATIC)] as const),
    )
  }

  /** Adds what happened. */
  record(saying: Saying): void {
    const said = Object.entries(saying).filter(([, value]) => value !== undefined)
    this.events.push(Object.fromEntries(said) as unknown as HistoryEvent)
  }

  /** One step of the policy from a moment that is there already, give or take a millisecond; mostly later. */
  moment(base = this.random.pick(this.moments), steps = STEPS): number {
    const step = this.random.pick(steps) * this.random.pick([1, 1, 1, 1, -1])
    const at = base + step + this.random.pick([-1, 0, 0, 0, 1])
    this.moments.push(at)
    return at
  }

  /** The expiry that is stated at a moment: mostly a life later, now and then never, or not at all. */
  expiry(at: number, lives = LIVES): number | undefined {
    if (this.random.chance(0.12)) return undefined
    if (this.random.chance(0.1)) return this.random.pick([NEVER_EXPIRES, NEVER_EXPIRES, NEVER_EXPIRES, END_OF_9999])
    return this.random.chance(0.6) ? this.moment(at, lives) : this.moment()
  }

  isStatic(name: string): boolean {
    return this.#statics.has(name)
  }

  /** The kind of a credential; that one is static is not always said. */
  kind(name: string): string | undefined {
    const known = this.#statics.get(name)
    return known === undefined ? this.random.maybe(0.1, 'jwt') : this.random.maybe(0.6, known)
  }

  /** Rather one that has no issuance yet: a second one is a conflict more often than not. */
  toIssue(): NamedCredential {
    const fresh = this.credentials.filter(({ name }) => !this.issued.has(name))
    return this.random.pick(fresh.length > 0 && this.random.chance(0.8) ? fresh : this.credentials)
  }
}
