import type { Producer } from 'kafkajs'
import type { EventBatch } from '../../schemas/batch.ts'
import { route } from '../../schemas/routing.ts'
import { encodeAccount } from '../account-block.ts'
import { encodeBatch } from '../block.ts'
import type { Gathering } from '../gather.ts'
import { GroupCommit, type Insist } from '../group-commit.ts'
import { encodeRejected } from '../rejected.ts'
import { sendBlocks, sendTo, type Sent } from './sending.ts'
import { TOPICS } from './topics.ts'

/** When traffic trickles, so long is waited for more to send along: a finding may need two hops (kafka: The shape). */
const LINGER_MS = 5
/** Rows of a block: some 150 bytes each, and brokers take a MiB. */
const MOST_ROWS = 1_000
/** A block is cut in halves until it is no larger: attributes may be long. */
const MOST_BYTES = 524_288

export interface KafkaLogOptions {
  readonly producer: Producer
  readonly partitions: number
  /** Under which key ids become keys. */
  readonly keyId: string
  /** Told of each time that sending failed, before it is tried again. */
  readonly onRetry: (error: Error) => void
}

/**
 * The log that is Kafka. An event is sent to the partition of whom it is about and, as a mention, to those of others who must hear of it;
 * sent again it does no harm.
 */
export class KafkaLog extends GroupCommit {
  readonly #options: KafkaLogOptions
  #mark = 0

  constructor(options: KafkaLogOptions) {
    super('Kafka', options.onRetry)
    this.#options = options
  }

  protected override pause(): number {
    return LINGER_MS
  }

  protected override async store({ batch, account, rejections }: Gathering, insist: Insist): Promise<void> {
    const { producer, partitions, keyId } = this.#options
    this.#mark = Math.max(Date.now(), this.#mark + 1)
    batch.receive(this.#mark)
    const blocks = blocksOf(batch, partitions)
    const counted = [{ value: Buffer.from(encodeAccount(account.lines, this.#mark)) }]
    const rejected = rejections.isEmpty ? [] : [{ value: Buffer.from(encodeRejected(rejections.rows(), this.#mark)) }]
    await Promise.all([
      insist(() => sendBlocks(producer, keyId, blocks)),
      insist(() => sendTo(producer, TOPICS.account, counted)),
      insist(() => sendTo(producer, TOPICS.rejected, rejected)),
    ])
  }
}

/** The blocks of a batch, by partition: its events, and mentions of others. */
export function blocksOf(batch: EventBatch, partitions: number): Sent[] {
  return route(batch, partitions).flatMap(({ events, mentions }, partition) => [
    ...cut(batch, events).map((sent) => ({ partition, rows: 'event' as const, ...sent })),
    ...cut(batch, mentions).map((sent) => ({ partition, rows: 'mention' as const, ...sent })),
  ])
}

function cut(batch: EventBatch, events: readonly number[], most = MOST_ROWS): Pick<Sent, 'count' | 'block'>[] {
  const parts = Array.from({ length: Math.ceil(events.length / most) }, (_, n) =>
    events.slice(n * most, (n + 1) * most),
  )
  return parts.flatMap((part) => {
    const block = encodeBatch(batch.pick(part))
    if (block.length <= MOST_BYTES || part.length === 1) return [{ count: part.length, block }]
    return cut(batch, part, Math.ceil(part.length / 2))
  })
}
