import type { ClickHouse } from '../clickhouse/client.ts'
import type { EventBatch } from '../schemas/batch.ts'
import { ACCOUNT_COLUMNS, encodeAccount } from './account-block.ts'
import { BLOCK_COLUMNS, encodeBatch } from './block.ts'
import type { Gathering } from './gather.ts'
import { GroupCommit, type Insist } from './group-commit.ts'
import type { LogReader } from './log.ts'
import { BLOCK_OF_REJECTED, encodeRejected, type Rejections } from './rejected.ts'

/** When traffic trickles, an insert starts at most this often, so that parts do not pile up (design: The log). */
const SPACING_MS = 100

export interface EmbeddedLogOptions {
  readonly client: ClickHouse
  readonly reader: LogReader
  /** The greatest arrival that the log holds, ms: the next batch is later. */
  readonly after: number
  /** Told of every insert that failed, before it is tried again. */
  readonly onRetry: (error: Error) => void
}

/**
 * The log that is ClickHouse itself. A block whose insert failed is sent again, unchanged, until it is acknowledged: the raw rows may
 * double, and no merge minds.
 */
export class EmbeddedLog extends GroupCommit {
  readonly #options: EmbeddedLogOptions
  #mark: number
  #started = 0

  constructor(options: EmbeddedLogOptions) {
    super('ClickHouse', options.onRetry)
    this.#options = options
    this.#mark = options.after
  }

  protected override pause(): number {
    return this.#started + SPACING_MS - Date.now()
  }

  protected override async store({ batch, account, rejections }: Gathering, insist: Insist): Promise<void> {
    const { client } = this.#options
    this.#started = Date.now()
    this.#mark = Math.max(this.#started, this.#mark + 1)
    batch.receive(this.#mark)
    const counted = encodeAccount(account.lines, this.#mark)
    const counting = insist(() => client.insertNative('lifespan.account', ACCOUNT_COLUMNS, counted))
    await Promise.all([counting, this.#list(rejections, insist), this.#store(batch, insist)])
  }

  async #list(rejections: Rejections, insist: Insist): Promise<void> {
    if (rejections.isEmpty) return
    const block = encodeRejected(rejections.rows(), this.#mark)
    await insist(() => this.#options.client.insertNative('lifespan.rejected', BLOCK_OF_REJECTED, block))
  }

  async #store(batch: EventBatch, insist: Insist): Promise<void> {
    if (batch.length === 0) return
    const { client, reader } = this.#options
    const block = encodeBatch(batch)
    const inserted = insist(() => client.insertNative('lifespan.events', BLOCK_COLUMNS, block))
    reader.merge(batch)
    await inserted
    reader.durable(this.#mark)
  }
}
