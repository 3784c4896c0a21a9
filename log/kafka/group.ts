import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { assignerOf } from './assigner.ts'
import { whileBeating } from './beating.ts'
import type { Held, Placed } from './held.ts'
import { rowsOf } from './record.ts'
import { TOPICS } from './topics.ts'

/** How soon a dead member is noticed: brokers take no less than 6 s. */
const SESSION_MS = 10_000
const HEARTBEAT_MS = 2_000
const MIB = 1_048_576
const AT_ONCE = 8
const COMMIT_MS = 500

export interface GroupOptions {
  readonly kafka: Kafka
  readonly group: string
  /** A partition is ours from now on. */
  readonly hold: (partition: number) => Held
  readonly onTrouble: (error: Error) => void
  /** Told of records that are none of ours. */
  readonly onForeign: (partition: number, offset: number) => void
}

interface Place {
  readonly held: Held
  /** The next position to read; unknown until it has begun. */
  next: number | null
  /** The next one of what was published. */
  nextFinding: number
  /** Up to where all that follows is durable, and what was last committed of it. */
  judged: number | null
  committed: number | null
}

/**
 * Reads the partitions that a group gives us, and lets go of those that it takes away. Positions are ours to keep: what comes from
 * elsewhere than where we are is passed over, and asked for again.
 */
export class PartitionGroup {
  readonly #options: GroupOptions
  readonly #consumer: Consumer
  readonly #places = new Map<number, Place>()
  #committing: NodeJS.Timeout | undefined

  constructor(options: GroupOptions) {
    this.#options = options
    this.#consumer = options.kafka.consumer({
      groupId: options.group,
      partitionAssigners: [assignerOf(() => [...this.#places.keys()])],
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxBytesPerPartition: MIB,
      maxWaitTimeInMs: 100,
      allowAutoTopicCreation: false,
    })
  }

  async start(): Promise<void> {
    const consumer = this.#consumer
    consumer.on('consumer.group_join', ({ payload }) => this.#assign(payload.memberAssignment[TOPICS.events] ?? []))
    await consumer.connect()
    await consumer.subscribe({ topics: [TOPICS.events, TOPICS.findings], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: AT_ONCE,
      eachBatch: (payload) => this.#take(payload),
    })
    this.#committing = setInterval(() => void this.#commit().catch(() => undefined), COMMIT_MS)
  }

  /** Leaves the group, once what is judged is committed. */
  async close(): Promise<void> {
    clearInterval(this.#committing)
    for (const { held } of this.#places.values()) held.drop()
    await this.#commit().catch(() => undefined)
    await this.#consumer.disconnect()
  }

  /** What follows from all before a position is durable. */
  judged(partition: number, position: number): void {
    const place = this.#places.get(partition)
    if (place !== undefined) place.judged = position
  }

  #assign(partitions: readonly number[]): void {
    for (const [partition, { held }] of this.#places) {
      if (partitions.includes(partition)) continue
      held.drop()
      this.#places.delete(partition)
    }
    for (const partition of partitions) if (!this.#places.has(partition)) this.#hold(partition)
  }

  #hold(partition: number): void {
    const held = this.#options.hold(partition)
    const place: Place = { held, next: null, nextFinding: 0, judged: null, committed: null }
    this.#places.set(partition, place)
    void this.#begin(partition, place).catch((error: unknown) => this.#options.onTrouble(error as Error))
  }

  /** Nothing of the log is read before what came before it is known. */
  async #begin(partition: number, place: Place): Promise<void> {
    const events = [{ topic: TOPICS.events, partitions: [partition] }]
    this.#consumer.pause(events)
    const position = (place.next = await place.held.begun)
    if (this.#places.get(partition) !== place) return
    this.#consumer.seek({ topic: TOPICS.events, partition, offset: String(position) })
    this.#consumer.resume(events)
  }

  async #take({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch
    const place = this.#places.get(partition)
    if (place === undefined || messages.length === 0 || isStale() || !isRunning()) return
    const next = await whileBeating(heartbeat, () =>
      topic === TOPICS.events ? this.#read(place, partition, messages) : this.#learn(place, messages),
    )
    if (next === null) this.#goBack(topic, partition, place)
    else resolveOffset(messages.at(-1)!.offset)
  }

  /** Null where the messages are not those that come next. */
  async #read(place: Place, partition: number, messages: readonly KafkaMessage[]): Promise<number | null> {
    const { next } = place
    if (next === null || Number(messages[0]!.offset) > next) return null
    const fresh = messages.filter(({ offset }) => Number(offset) >= next)
    await place.held.read(
      next,
      fresh.map((message) => this.#placed(partition, message)),
    )
    return (place.next = next + fresh.length)
  }

  #placed(partition: number, { headers, value, offset }: KafkaMessage): Placed {
    const rows = rowsOf(headers)
    if (rows !== null && value !== null) return { rows, block: value }
    this.#options.onForeign(partition, Number(offset))
    return null
  }

  async #learn(place: Place, messages: readonly KafkaMessage[]): Promise<number> {
    const fresh = messages.filter(({ offset }) => Number(offset) >= place.nextFinding)
    await place.held.learn(
      fresh.map(({ offset, value }) => ({ offset: Number(offset), value: value ?? Buffer.alloc(0) })),
    )
    return (place.nextFinding = Math.max(place.nextFinding, Number(messages.at(-1)!.offset) + 1))
  }

  #goBack(topic: string, partition: number, { next }: Place): void {
    if (next !== null) this.#consumer.seek({ topic, partition, offset: String(next) })
  }

  async #commit(): Promise<void> {
    const due = [...this.#places].filter(([, { judged, committed }]) => judged !== null && judged !== committed)
    if (due.length === 0) return
    const offsets = due.map(([partition, { judged }]) => ({ topic: TOPICS.events, partition, offset: String(judged) }))
    const judged = due.map(([, place]) => place.judged)
    await this.#consumer.commitOffsets(offsets)
    due.forEach(([, place], n) => (place.committed = judged[n]!))
  }
}
