import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '../clickhouse/client.ts'
import { insist } from '../clickhouse/insist.ts'
import type { EventBatch } from '../schemas/batch.ts'
import { ACCOUNT_COLUMNS, encodeAccount } from './account-block.ts'
import { BLOCK_COLUMNS, encodeBatch } from './block.ts'
import { LogFull } from './full.ts'
import { Gathering } from './gather.ts'
import type { Append, Log, LogReader } from './log.ts'
import { BLOCK_OF_REJECTED, encodeRejected, type Rejections } from './rejected.ts'

/** When traffic trickles, an insert starts at most this often, so that parts do not pile up (design: The log). */
const SPACING_MS = 100
/** A batch of so many events does not wait. */
const ENOUGH_EVENTS = 2_000
/** More than this, gathered while ClickHouse does not answer, is refused for the client to send again. */
const MOST_EVENTS = 200_000

export interface EmbeddedLogOptions {
  readonly client: ClickHouse
  readonly reader: LogReader
  /** The greatest arrival that the log holds, ms: the next batch is later. */
  readonly after: number
  /** Told of every insert that failed, before it is tried again. */
  readonly onRetry: (error: Error) => void
}

/**
 * The log that is ClickHouse itself. Group commit: one insert is in flight, the next batch gathers meanwhile. A block whose insert
 * failed is sent again, unchanged, until it is acknowledged: the raw rows may double, and no merge minds.
 */
export class EmbeddedLog implements Log {
  readonly #options: EmbeddedLogOptions
  readonly #stopping = new AbortController()
  /** Aborted, an insert that fails is not tried again. */
  readonly #hurry = new AbortController()
  #gathering = new Gathering()
  #mark: number
  #started = 0
  #running: Promise<void> | null = null

  constructor(options: EmbeddedLogOptions) {
    this.#options = options
    this.#mark = options.after
  }

  append(append: Append): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.reject(new LogFull('Lifespan is stopping'))
    if (this.#gathering.batch.length > MOST_EVENTS) {
      return Promise.reject(new LogFull('ClickHouse does not keep up: send again later'))
    }
    const settled = this.#gathering.add(append)
    this.#running ??= this.#run()
    return settled
  }

  /** From now on an insert that fails is given up, and whoever appended told: they must not be waited for where the disk is full. */
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
      await this.#space()
      const gathering = this.#gathering
      this.#gathering = new Gathering()
      try {
        await this.#commit(gathering)
        gathering.settle()
      } catch (error) {
        gathering.settle(error as Error)
      }
    }
    this.#running = null
  }

  async #space(): Promise<void> {
    const wait = this.#started + SPACING_MS - Date.now()
    if (wait > 0 && this.#gathering.batch.length < ENOUGH_EVENTS) {
      await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    }
    this.#started = Date.now()
  }

  async #commit({ batch, account, rejections }: Gathering): Promise<void> {
    const { client } = this.#options
    this.#mark = Math.max(Date.now(), this.#mark + 1)
    batch.receive(this.#mark)
    const counted = encodeAccount(account.lines, this.#mark)
    const counting = this.#insist(() => client.insertNative('lifespan.account', ACCOUNT_COLUMNS, counted))
    await Promise.all([counting, this.#list(rejections), this.#store(batch)])
  }

  async #list(rejections: Rejections): Promise<void> {
    if (rejections.isEmpty) return
    const block = encodeRejected(rejections.rows(), this.#mark)
    await this.#insist(() => this.#options.client.insertNative('lifespan.rejected', BLOCK_OF_REJECTED, block))
  }

  async #store(batch: EventBatch): Promise<void> {
    if (batch.length === 0) return
    const { client, reader } = this.#options
    const block = encodeBatch(batch)
    const inserted = this.#insist(() => client.insertNative('lifespan.events', BLOCK_COLUMNS, block))
    reader.merge(batch)
    await inserted
    reader.durable(this.#mark)
  }

  #insist(insert: () => Promise<void>): Promise<void> {
    return insist(insert, { onRetry: this.#options.onRetry, signal: this.#hurry.signal })
  }
}
