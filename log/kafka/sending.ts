import kafkajs from 'kafkajs'
import type { Message, Producer } from 'kafkajs'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import { STORAGE_TYPES } from '../../schemas/ddl/sql.ts'
import { headersOf, type Rows } from './record.ts'
import { inRounds } from './rounds.ts'
import { TOPICS } from './topics.ts'

/** All replicas that are in sync have it. */
const ALL = -1
/** Of a topic in which messages name none. */
const ONLY_PARTITION = 0

/** A block for a partition of the log. */
export interface Sent {
  readonly partition: number
  readonly rows: Rows
  /** How many rows it has. */
  readonly count: number
  readonly block: Uint8Array
}

/** Sends blocks to the log; resolves once all replicas in sync have them. */
export async function sendBlocks(producer: Producer, keyId: string, blocks: readonly Sent[]): Promise<void> {
  const messages = blocks.map((block) => messageOf(block, keyId))
  await sendTo(producer, TOPICS.events, messages)
}

/**
 * Sends messages to a topic, compressed together by partition, as many at a time as brokers take. What kafkajs calls sent may not be: where a broker dies, and another one
 * that has answered already takes over what it led, that one is not asked again. So what no answer names is sent once more.
 */
export async function sendTo(producer: Producer, topic: string, messages: readonly Message[]): Promise<void> {
  for (const round of inRounds(messages)) await sendRound(producer, topic, round)
}

async function sendRound(producer: Producer, topic: string, messages: readonly Message[]): Promise<void> {
  for (let left = [...messages]; left.length > 0;) {
    const answers = await producer.send({
      topic,
      messages: left,
      acks: ALL,
      compression: kafkajs.CompressionTypes.ZSTD,
    })
    const stored = new Set(answers.map(({ partition }) => partition))
    left = left.filter(({ partition = ONLY_PARTITION }) => !stored.has(partition))
  }
}

/** Writes nothing to topics, which shows whether we may. Those of findings are compacted by their key. Throws what brokers say who refuse. */
export async function sendNothing(producer: Producer, keyId: string, topics: readonly string[]): Promise<void> {
  const headers = headersOf('mention', 1, keyId)
  for (const topic of topics) {
    // A tombstone, for others read findings too, and it is compacted away.
    const value = topic === TOPICS.events ? ofNobody() : topic === TOPICS.findings ? null : EMPTY_BLOCK
    await sendTo(producer, topic, [{ key: 'nothing', partition: 0, value, headers }])
  }
}

/** Nothing: no columns, no rows. */
const EMPTY_BLOCK = Buffer.of(0, 0)

/**
 * A mention of nobody, which changes nothing. ClickHouse knows of its place as of any other; of a block without rows it would not, and what
 * its group has committed would seem to be more than it has.
 */
function ofNobody(): Buffer {
  return Buffer.from(
    encodeNative(1, [{ name: 'received_at', type: STORAGE_TYPES.time, data: Float64Array.of(Date.now()) }]),
  )
}

function messageOf({ partition, rows, count, block }: Sent, keyId: string): Message {
  return { partition, value: Buffer.from(block), headers: headersOf(rows, count, keyId) }
}
