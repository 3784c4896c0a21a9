import type { Message, Producer } from 'kafkajs'
import type { EventBatch } from '../../schemas/batch.ts'
import { route } from '../../schemas/routing.ts'
import { encodeAccount } from '../account-block.ts'
import { encodeBatch } from '../block.ts'
import type { Gathering } from '../gather.ts'
import { GroupCommit, type Insist } from '../group-commit.ts'
import { encodeRejected, type Rejections } from '../rejected.ts'
import { inBlocks } from './blocks.ts'
import type { Rows } from './record.ts'
import { sendBlocks, sendTo, type Sent } from './sending.ts'
import { TOPICS } from './topics.ts'

/** When traffic trickles, so long is waited for more to send along: a finding may need two hops (kafka: The shape). */
const LINGER_MS = 5

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
    await Promise.all([
      insist(() => sendBlocks(producer, keyId, blocks)),
      insist(() => sendTo(producer, TOPICS.account, counted)),
      insist(() => sendTo(producer, TOPICS.rejected, rejectedOf(rejections, this.#mark))),
    ])
  }
}

/** The blocks of a batch, by partition: its events, and mentions of others. */
export function blocksOf(batch: EventBatch, partitions: number): Sent[] {
  const sent = (partition: number, rows: Rows, places: readonly number[]) =>
    inBlocks(places.length, (from, to) => encodeBatch(batch.pick(places.slice(from, to)))).map((block) => ({
      partition,
      rows,
      ...block,
    }))
  return route(batch, partitions).flatMap(({ events, mentions }, partition) => [
    ...sent(partition, 'event', events),
    ...sent(partition, 'mention', mentions),
  ])
}

function rejectedOf(rejections: Rejections, mark: number): Message[] {
  const rows = rejections.rows()
  const blocks = inBlocks(rows.length, (from, to) => encodeRejected(rows.slice(from, to), mark, from))
  return blocks.map(({ block }) => ({ value: Buffer.from(block) }))
}
