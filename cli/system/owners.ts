import { createOwnersFeed, OWNERS_SOURCE, type OwnersFeed } from '../../collector/owners/feed.ts'
import { tieText } from '../../collector/owners/ties.ts'
import type { Intake, RecordOutcome } from '../../collector/translated.ts'
import type { Read } from '../../collector/yaml/read.ts'
import type { State } from '../../correlator/entities/state.ts'
import type { Keyring } from '../../schemas/keys.ts'
import type { OwnersFile } from '../../schemas/owners-file.ts'
import { complain } from '../output.ts'

/** Where owners are named: a file of their own, or the configuration. */
export interface OwnersPlace {
  readonly path: string
  /** As it is shown. */
  readonly name: string
  /** What it says now. */
  load(): Promise<Read<OwnersFile>>
}

/** Reads owners. Throws an Error whose message has a line for each problem. */
export async function readOwners(place: OwnersPlace): Promise<OwnersFeed> {
  const read = await place.load()
  if (read.kind === 'bad') throw new Error(`the owners file is not taken:\n${read.problems.join('\n')}`)
  return createOwnersFeed(read.value)
}

/** Says which lines assign several owners at one moment, and which of these stands. */
export function tellTies(feed: OwnersFeed, keyring: Keyring): void {
  for (const tie of feed.takeTies()) complain(tieText(tie, keyring))
}

/** Logs what an owners file says, of each identity once it is known: the known ones at once, others as events name them. */
export class Owners {
  #feed: OwnersFeed
  readonly #states: () => readonly State[]
  readonly #intake: Intake
  readonly #keyring: Keyring
  /** How many identities of each state were looked at. */
  #seen = new WeakMap<State, number>()
  /** What could not be logged yet: said again with the next batch. */
  #left: RecordOutcome[]

  /** `states` are those in which identities become known, now and then others. */
  constructor(feed: OwnersFeed, states: () => readonly State[], intake: Intake, keyring: Keyring) {
    this.#feed = feed
    this.#states = states
    this.#intake = intake
    this.#keyring = keyring
    this.#left = [...feed.people]
  }

  /** What they are read from. */
  get file(): OwnersFile {
    return this.#feed.file
  }

  /** Goes on with another file: what is new in it is logged of all identities, and its number returned. */
  async replace(file: OwnersFile): Promise<number> {
    this.#feed = createOwnersFeed(file, this.#feed)
    this.#left.push(...this.#feed.people)
    this.#seen = new WeakMap()
    return this.follow()
  }

  /** Logs who left and came back, once, and the assignments of identities that have become known since; returns how many that is. */
  async follow(): Promise<number> {
    const names = this.#states().flatMap((state) => this.#newIn(state))
    const records = [...this.#left, ...this.#feed.assignmentsOf(names)]
    tellTies(this.#feed, this.#keyring)
    if (records.length === 0) return 0
    this.#left = []
    try {
      await this.#intake.submit(OWNERS_SOURCE, records)
      return records.length
    } catch (error) {
      this.#left.push(...records)
      throw error
    }
  }

  /** The names that a state has come to know since it was last asked. */
  #newIn(state: State): string[] {
    const { identity } = state
    const seen = this.#seen.get(state) ?? 0
    this.#seen.set(state, identity.count)
    return Array.from({ length: identity.count - seen }, (_, n) => state.id(identity, seen + 1 + n))
  }
}
