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
  readonly #state: State
  readonly #intake: Intake
  readonly #keyring: Keyring
  #seen = 0
  /** What could not be logged yet: said again with the next batch. */
  #left: RecordOutcome[]

  constructor(feed: OwnersFeed, state: State, intake: Intake, keyring: Keyring) {
    this.#feed = feed
    this.#state = state
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
    this.#seen = 0
    return this.follow()
  }

  /** Logs who left and came back, once, and the assignments of identities that have become known since; returns how many that is. */
  async follow(): Promise<number> {
    const { identity } = this.#state
    const names = Array.from({ length: identity.count - this.#seen }, (_, n) =>
      this.#state.id(identity, this.#seen + 1 + n),
    )
    this.#seen = identity.count
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
}
