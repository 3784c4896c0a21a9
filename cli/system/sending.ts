import { Account, type AccountLine } from '../../log/account.ts'
import type { ReadRecords } from './read-records.ts'

/** So many are on their way at once: the log gathers them into one insert. */
const MOST_AT_ONCE = 16

/** Sends what is read, several at once, and keeps the account of what it came to. */
export class Sending {
  readonly account = new Account()
  readonly #submit: (read: ReadRecords) => Promise<readonly AccountLine[]>
  readonly #underWay = new Set<Promise<void>>()

  constructor(submit: (read: ReadRecords) => Promise<readonly AccountLine[]>) {
    this.#submit = submit
  }

  /** Begins to send; waits where too many are on their way. Rejects with what an earlier one met. */
  async send(read: ReadRecords): Promise<void> {
    while (this.#underWay.size >= MOST_AT_ONCE) await Promise.race(this.#underWay)
    const sent = this.#sendOne(read)
    this.#underWay.add(sent)
    void sent.finally(() => this.#underWay.delete(sent)).catch(() => undefined)
  }

  async #sendOne(read: ReadRecords): Promise<void> {
    this.account.addAll(await this.#submit(read))
  }

  async finish(): Promise<void> {
    await Promise.all(this.#underWay)
  }
}
