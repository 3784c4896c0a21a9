import { EventBatch } from '../schemas/batch.ts'
import { Account } from './account.ts'
import type { Append } from './log.ts'
import { Rejections } from './rejected.ts'

/** Batches that are gathered while another one is on its way: what they hold, and who waits for them. */
export class Gathering {
  readonly batch = new EventBatch()
  readonly account = new Account()
  readonly rejections = new Rejections()
  readonly #waiting: { resolve: () => void; reject: (error: Error) => void }[] = []

  /** Adds to the batch; the promise is settled with the batch. */
  add({ write, account, rejections }: Append): Promise<void> {
    write(this.batch)
    this.account.addAll(account.lines)
    this.rejections.addAll(rejections)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  settle(error?: Error): void {
    for (const { resolve, reject } of this.#waiting) {
      if (error === undefined) resolve()
      else reject(error)
    }
  }
}
