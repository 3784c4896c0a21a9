import { readFile } from 'node:fs/promises'
import { createOwnersFeed, OWNERS_SOURCE, type OwnersFeed } from '../../collector/owners/feed.ts'
import { parseOwners } from '../../collector/owners/parse.ts'
import { tieText } from '../../collector/owners/ties.ts'
import type { Intake, RecordOutcome } from '../../collector/translated.ts'
import type { State } from '../../correlator/entities/state.ts'
import type { Keyring } from '../../schemas/keys.ts'
import { complain } from '../output.ts'

/** Reads an owners file. Throws an Error whose message has a line for each problem. */
export async function readOwners(path: string): Promise<OwnersFeed> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`cannot read the owners file ${path} (${cause.code ?? cause.message})`, { cause })
  })
  const parsed = parseOwners(text, path)
  if (parsed.kind === 'bad') throw new Error(`the owners file is not taken:\n${parsed.problems.join('\n')}`)
  return createOwnersFeed(parsed.file)
}

/** Says which lines assign several owners at one moment, and which of these stands. */
export function tellTies(feed: OwnersFeed, keyring: Keyring): void {
  for (const tie of feed.takeTies()) complain(tieText(tie, keyring))
}

/** Logs what an owners file says, of each identity once it is known: the known ones at once, others as events name them. */
export class Owners {
  readonly #feed: OwnersFeed
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

  /** Logs who left and came back, once, and the assignments of identities that have become known since. */
  async follow(): Promise<void> {
    const { identity } = this.#state
    const names = Array.from({ length: identity.count - this.#seen }, (_, n) =>
      this.#state.id(identity, this.#seen + 1 + n),
    )
    this.#seen = identity.count
    const records = [...this.#left, ...this.#feed.assignmentsOf(names)]
    tellTies(this.#feed, this.#keyring)
    if (records.length === 0) return
    this.#left = []
    try {
      await this.#intake.submit(OWNERS_SOURCE, records)
    } catch (error) {
      this.#left.push(...records)
      throw error
    }
  }
}
