import { setTimeout as sleep } from 'node:timers/promises'
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Millis } from '../../../schemas/time.ts'
import type { ClickHouse } from '../../../clickhouse/client.ts'
import { insist } from '../../../clickhouse/insist.ts'
import { decodeBlock } from '../../../clickhouse/native/decode.ts'
import { whileBeating } from '../beating.ts'
import { Feed } from '../feed.ts'
import { TOPICS } from '../topics.ts'
import { archivedEvents } from './events.ts'
import { archivedFinding } from './findings.ts'
import { joined, type Insert } from './insert.ts'

/** An insert starts at most this often: each makes a part of every table that it feeds. */
const SPACING_MS = 500
const AT_ONCE = 64
const MIB = 1_048_576

export type ArchivedTopic = keyof typeof TOPICS

export interface ArchiverOptions {
  readonly kafka: Kafka
  readonly client: ClickHouse
  /** Under which key ids are keys. */
  readonly keyId: string
  readonly groupOf: (topic: ArchivedTopic) => string
  /** How soon a dead member is noticed, ms. */
  readonly session: Millis
  /** Told of each insert that failed, before it is tried again, and of what ends a consumer. */
  readonly onTrouble: (error: Error) => void
}

/** Brings what the topics of the log hold into ClickHouse, where that does not read them by itself. A position is committed once all before it is stored. */
export class Archiver {
  readonly #options: ArchiverOptions
  readonly #feeds: readonly Feed[]
  readonly #stopping = new AbortController()
  #gathered: Insert[] = []
  #flushed: Promise<void> | null = null

  constructor(options: ArchiverOptions) {
    this.#options = options
    this.#feeds = (Object.keys(TOPICS) as ArchivedTopic[]).map((topic) => this.#feed(topic))
  }

  /** Leaves the groups; what was not stored is read again by whoever comes next. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#feeds.map((feed) => feed.close()))
  }

  #feed(topic: ArchivedTopic): Feed {
    const { kafka, groupOf, session, onTrouble } = this.#options
    return new Feed({
      kafka,
      group: groupOf(topic),
      topics: [TOPICS[topic]],
      session,
      onTrouble,
      consumer: { maxBytesPerPartition: 4 * MIB, maxBytes: 32 * MIB, maxWaitTimeInMs: 100 },
      run: { partitionsConsumedConcurrently: AT_ONCE, autoCommitInterval: 1_000 },
      take: (payload) => this.#take(topic, payload),
    })
  }

  async #take(topic: ArchivedTopic, payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary } = payload
    await whileBeating(heartbeat, async () => {
      const inserts = await Promise.all(
        batch.messages.map((message) => insertOf(this.#options.keyId, topic, batch.partition, message)),
      )
      await this.#store(inserts.filter((insert) => insert !== null))
    })
    resolveOffset(batch.lastOffset())
    await commitOffsetsIfNecessary()
  }

  /** What comes from all partitions meanwhile goes along. */
  async #store(inserts: readonly Insert[]): Promise<void> {
    this.#gathered.push(...inserts)
    this.#flushed ??= sleep(SPACING_MS).then(() => this.#flush())
    await this.#flushed
  }

  async #flush(): Promise<void> {
    const inserts = joined(this.#gathered)
    this.#gathered = []
    this.#flushed = null
    const { client, onTrouble: onRetry } = this.#options
    const { signal } = this.#stopping
    for (const { table, columns, block } of inserts)
      await insist(() => client.insertNative(table, columns, block, TOLERANT), { onRetry, signal })
  }
}

/** Blocks of a newer one have columns more. */
const TOLERANT = { input_format_skip_unknown_fields: 1 }

async function insertOf(
  keyId: string,
  topic: ArchivedTopic,
  partition: number,
  message: KafkaMessage,
): Promise<Insert | null> {
  if (topic === 'events') return archivedEvents(keyId, partition, message)
  if (topic === 'findings') return archivedFinding(message)
  const block = message.value === null ? null : await decodeBlock(message.value).catch(() => null)
  // Of nothing there is nothing to insert, and no columns to name: ClickHouse would refuse it for ever.
  if (block === null || block.rows === 0) return null
  return { table: `lifespan.${topic}`, columns: block.columns.map(({ name }) => name), block: message.value! }
}
