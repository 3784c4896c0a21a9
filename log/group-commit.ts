import { setTimeout as sleep } from 'node:timers/promises'
import { insist } from '../clickhouse/insist.ts'
import { LogFull } from './full.ts'
import { Gathering } from './gather.ts'
import type { Append, Log } from './log.ts'

/** More than this, gathered while nothing can be stored, is refused for the client to send again. */
const MOST_EVENTS = 200_000
/** A batch of so many events does not wait. */
const ENOUGH_EVENTS = 2_000

/** Repeats a step until it succeeds, or nothing is waited for any more. */
export type Insist = (step: () => Promise<void>) => Promise<void>

/** A log that stores one batch at a time, while the next one gathers; what was appended together is answered together. */
export abstract class GroupCommit implements Log {
  readonly #where: string
  readonly #onRetry: (error: Error) => void
  readonly #stopping = new AbortController()
  /** Aborted, a step that fails is not tried again. */
  readonly #hurry = new AbortController()
  #gathering = new Gathering()
  #running: Promise<void> | null = null

  /** `where`: who stores, as `ClickHouse`; `onRetry` is told of every failure, before it is tried again. */
  constructor(where: string, onRetry: (error: Error) => void) {
    this.#where = where
    this.#onRetry = onRetry
  }

  /** How long to wait for more to store along, ms, while little is gathered. */
  protected abstract pause(): number

  /** Makes all that is gathered durable. */
  protected abstract store(gathering: Gathering, insist: Insist): Promise<void>

  append(append: Append): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.reject(new LogFull('Lifespan is stopping'))
    if (this.#gathering.batch.length > MOST_EVENTS)
      return Promise.reject(new LogFull(`${this.#where} does not keep up: send again later`))
    const settled = this.#gathering.add(append)
    this.#running ??= this.#run()
    return settled
  }

  /** From now on a step that fails is given up, and whoever appended told: they must not be waited for where the disk is full. */
  hurry(): void {
    this.#hurry.abort()
  }

  async close(): Promise<void> {
    this.hurry()
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#gathering.isEmpty) {
      await this.#pause()
      const gathering = this.#gathering
      this.#gathering = new Gathering()
      try {
        await this.store(gathering, (step) => this.#insist(step))
        gathering.settle()
      } catch (error) {
        gathering.settle(error as Error)
      }
    }
    this.#running = null
  }

  async #pause(): Promise<void> {
    const wait = this.pause()
    if (wait <= 0 || this.#gathering.batch.length >= ENOUGH_EVENTS) return
    await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }

  #insist(step: () => Promise<void>): Promise<void> {
    return insist(step, { onRetry: this.#onRetry, signal: this.#hurry.signal })
  }
}
