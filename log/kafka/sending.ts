import kafkajs from 'kafkajs'
import type { Message, Producer } from 'kafkajs'
import { headersOf, type Rows } from './record.ts'
import { TOPICS } from './topics.ts'

/** All replicas that are in sync have it. */
const ALL = -1

/** A block for a partition of the log. */
export interface Sent {
  readonly partition: number
  readonly rows: Rows
  /** How many rows it has. */
  readonly count: number
  readonly block: Uint8Array
}

/**
 * Sends blocks to the log; resolves once all replicas in sync have them. Brokers take a MiB of a partition at a time, so of each
 * partition one block goes along.
 */
export async function sendBlocks(producer: Producer, keyId: string, blocks: readonly Sent[]): Promise<void> {
  for (let left = blocks; left.length > 0;) {
    const now = left.filter(({ partition }, n) => left.findIndex((one) => one.partition === partition) === n)
    left = left.filter((block) => !now.includes(block))
    await sendTo(
      producer,
      TOPICS.events,
      now.map((block) => messageOf(block, keyId)),
    )
  }
}

/** Sends messages to a topic, compressed together by partition. */
export async function sendTo(producer: Producer, topic: string, messages: Message[]): Promise<void> {
  if (messages.length === 0) return
  await producer.send({ topic, messages, acks: ALL, compression: kafkajs.CompressionTypes.ZSTD })
}

/** Nothing: no columns, no rows. */
const EMPTY_BLOCK = Buffer.of(0, 0)

/** Writes nothing to topics, which shows whether we may. Those of findings are compacted by their key. Throws what brokers say who refuse. */
export async function sendNothing(producer: Producer, keyId: string, topics: readonly string[]): Promise<void> {
  const nothing: Message = { key: 'nothing', partition: 0, value: EMPTY_BLOCK, headers: headersOf('event', 0, keyId) }
  for (const topic of topics) await sendTo(producer, topic, [nothing])
}

function messageOf({ partition, rows, count, block }: Sent, keyId: string): Message {
  return { partition, value: Buffer.from(block), headers: headersOf(rows, count, keyId) }
}
