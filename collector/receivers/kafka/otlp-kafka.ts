import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { whileBeating } from '../../../log/kafka/beating.ts'
import type { Millis } from '../../../schemas/time.ts'
import { connectKafka, type KafkaAccess } from '../../../log/kafka/connection.ts'
import { Feed } from '../../../log/kafka/feed.ts'
import type { Signal } from '../../otlp/carrier.ts'
import { recordsOf } from './records.ts'
import { storeRecords, type StoringOptions } from './storing.ts'

/** Messages that are on their way to the log at once: it gathers them into one insert. */
const MOST_MESSAGES = 64
const MOST_BYTES = 8_388_608
const MIB = 1_048_576

export interface OtlpKafkaOptions extends StoringOptions {
  readonly access: KafkaAccess
  /** The consumer group: all that have it share the partitions. */
  readonly group: string
  /** How soon a dead reader is noticed, ms. */
  readonly session: Millis
  /** As the OpenTelemetry Collector's Kafka exporter names them (otlp: The Kafka exporter). */
  readonly topics: Readonly<Record<Signal, string>>
}

/** Reads OTLP from Kafka until it is closed. */
export interface OtlpKafka {
  /** Messages that were read to their end: stored, ignored or rejected. */
  readonly counters: { messages: number }
  close(): Promise<void>
}

/** Reads what the OpenTelemetry Collector's Kafka exporter writes. A position is committed once all before it is durable. */
export function startOtlpKafka(options: OtlpKafkaOptions): OtlpKafka {
  const { access, group, session, topics } = options
  const counters = { messages: 0 }
  const signals = new Map<string, Signal>([
    [topics.traces, 'traces'],
    [topics.logs, 'logs'],
  ])
  const feed = new Feed({
    kafka: connectKafka(access),
    group,
    session,
    topics: [...signals.keys()],
    onTrouble: access.onTrouble,
    consumer: { maxBytesPerPartition: 4 * MIB, maxBytes: 16 * MIB, maxWaitTimeInMs: 500 },
    run: { autoCommitInterval: 1_000, partitionsConsumedConcurrently: 4 },
    take: async (payload) => {
      const signal = signals.get(payload.batch.topic)
      if (signal !== undefined) counters.messages += await takeBatch(signal, payload, options)
    },
  })
  return { counters, close: () => feed.close() }
}

/** Stores the messages of a batch, some at a time; says how many. */
async function takeBatch(signal: Signal, payload: EachBatchPayload, options: StoringOptions): Promise<number> {
  const { batch, resolveOffset, heartbeat, isRunning, isStale, commitOffsetsIfNecessary } = payload
  const isWanted = () => isRunning() && !isStale()
  const place = (message: KafkaMessage) => `${batch.topic}/${batch.partition}@${message.offset}`
  return whileBeating(heartbeat, async () => {
    let stored = 0
    for (const part of partsOf(batch.messages)) {
      await Promise.all(
        part.map((message) => storeRecords(recordsOf(signal, message.value), place(message), options, isWanted)),
      )
      if (!isWanted()) break
      stored += part.length
      resolveOffset(part.at(-1)!.offset)
      await commitOffsetsIfNecessary()
    }
    return stored
  })
}

function* partsOf(messages: readonly KafkaMessage[]): Generator<readonly KafkaMessage[]> {
  let part: KafkaMessage[] = []
  let bytes = 0
  for (const message of messages) {
    part.push(message)
    bytes += message.value?.length ?? 0
    if (part.length < MOST_MESSAGES && bytes < MOST_BYTES) continue
    yield part
    part = []
    bytes = 0
  }
  if (part.length > 0) yield part
}
