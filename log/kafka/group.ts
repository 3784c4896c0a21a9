import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Millis } from '../../schemas/time.ts'
import { assignerOf } from './assigner.ts'
import { whileBeating } from './beating.ts'
import { Commits } from './commits.ts'
import { Feed } from './feed.ts'
import type { Held, Placed } from './held.ts'
import { rowsOf } from './record.ts'
import { TOPICS } from './topics.ts'

const MIB = 1_048_576
const AT_ONCE = 8
/** What could not be taken over, for ClickHouse was away, is tried again. */
const AGAIN_MS = 2_000

export interface GroupOptions {
  readonly kafka: Kafka
  readonly group: string
  /** How soon a dead member is noticed, ms. */
  readonly session: Millis
  /** Under which key ids are keys: records under another one are none of ours. */
  readonly keyId: string
  /** Who brings the log into ClickHouse, as others of the group may ask. */
  readonly archivedBy: string
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
  /** For which one was last asked, for something else came. */
  asked: number | null
  /** The next one of what was published. */
  nextFinding: number
  /** Where the partition ended when something of it was read last. */
  end: number
}

/**
 * Reads the partitions that a group gives us, and lets go of those that it takes away. Positions are ours to keep: what comes from
 * elsewhere than where we are is passed over, and asked for again.
 */
export class PartitionGroup {
  readonly #options: GroupOptions
  readonly #feed: Feed
  readonly #places = new Map<number, Place>()
  readonly #commits: Commits
  #consumer!: Consumer
  #joined: () => void = () => undefined
  #isClosing = false

  /** Resolves once partitions were given to us, or none. */
  readonly joined = new Promise<void>((resolve) => (this.#joined = resolve))

  constructor(options: GroupOptions) {
    const { kafka, group, session, archivedBy, onTrouble } = options
    this.#options = options
    this.#feed = new Feed({
      kafka,
      group,
      session,
      topics: [TOPICS.events, TOPICS.findings],
      watched: [TOPICS.events],
      onTrouble,
      consumer: {
        partitionAssigners: [assignerOf(() => ({ held: [...this.#places.keys()], archivedBy }))],
        maxBytesPerPartition: MIB,
        maxWaitTimeInMs: 100,
      },
      run: { autoCommit: false, partitionsConsumedConcurrently: AT_ONCE },
      onConsumer: (consumer) => this.#follow(consumer),
      isWaiting: () => [...this.#places.values()].some(({ next }) => next === null),
      take: (payload) => this.#take(payload),
    })
    this.#commits = new Commits((offsets) => this.#consumer.commitOffsets(offsets))
  }

  /** How many records there were, when we read last, that we have not read. */
  get behind(): number {
    return [...this.#places.values()].reduce((sum, { next, end }) => sum + Math.max(0, end - (next ?? end)), 0)
  }

  /** Leaves the group, once what is judged is committed. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const { held } of this.#places.values()) held.drop()
    await this.#commits.close()
    await this.#feed.close()
  }

  #follow(consumer: Consumer): void {
    this.#consumer = consumer
    consumer.on('consumer.group_join', ({ payload }) => {
      this.#assign(payload.memberAssignment[TOPICS.events] ?? [])
      this.#joined()
    })
  }

  /** What follows from all before a position is durable. */
  judged(partition: number, position: number): void {
    if (this.#places.has(partition)) this.#commits.judged(partition, position)
  }

  #assign(partitions: readonly number[]): void {
    for (const [partition, { held }] of this.#places) {
      if (partitions.includes(partition)) continue
      held.drop()
      this.#places.delete(partition)
      this.#commits.forget(partition)
    }
    for (const partition of partitions) if (!this.#places.has(partition)) this.#hold(partition)
  }

  #hold(partition: number): void {
    const held = this.#options.hold(partition)
    const place: Place = { held, next: null, asked: null, nextFinding: 0, end: 0 }
    this.#places.set(partition, place)
    this.#commits.forget(partition)
    void this.#begin(partition, place)
      .catch((error: unknown) => this.#beginAgain(partition, place, error as Error))
      .catch(this.#options.onTrouble)
  }

  /** Nothing of the log is read before what came before it is known. */
  async #begin(partition: number, place: Place): Promise<void> {
    const events = [{ topic: TOPICS.events, partitions: [partition] }]
    this.#consumer.pause(events)
    const position = await place.held.begun
    if (this.#places.get(partition) !== place) return
    place.next = position
    this.#consumer.seek({ topic: TOPICS.events, partition, offset: String(position) })
    this.#consumer.resume(events)
  }

  /** With somebody who knows nothing yet, and reads anew what was published. */
  async #beginAgain(partition: number, place: Place, error: Error): Promise<void> {
    if (this.#places.get(partition) !== place || this.#isClosing) return
    this.#options.onTrouble(error)
    place.held.drop()
    await sleep(AGAIN_MS)
    if (this.#places.get(partition) !== place || this.#isClosing) return
    this.#hold(partition)
    this.#consumer.seek({ topic: TOPICS.findings, partition, offset: '0' })
  }

  async #take({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch
    const place = this.#places.get(partition)
    if (place === undefined || messages.length === 0 || isStale() || !isRunning()) return
    if (topic === TOPICS.events) place.end = Number(batch.highWatermark)
    const next = await whileBeating(heartbeat, () =>
      topic === TOPICS.events ? this.#read(place, partition, messages) : this.#learn(place, messages),
    )
    if (next === null) this.#goBack(topic, partition, place)
    else resolveOffset(messages.at(-1)!.offset)
  }

  /** Null where the messages are not those that come next. Places without a message, of transactions, hold nothing. */
  async #read(place: Place, partition: number, messages: readonly KafkaMessage[]): Promise<number | null> {
    const { next } = place
    const first = Number(messages[0]!.offset)
    if (next === null || (first > next && place.asked !== next)) return null
    if (first > next) this.#options.onTrouble(gone(partition, next, first))
    const from = Math.max(first, next)
    const after = Number(messages.at(-1)!.offset) + 1
    if (after <= from) return next
    const placed = Array.from({ length: after - from }, (): Placed => null)
    for (const message of messages)
      if (Number(message.offset) >= from) placed[Number(message.offset) - from] = this.#placed(partition, message)
    await place.held.read(from, placed)
    return (place.next = after)
  }

  #placed(partition: number, { headers, value, offset }: KafkaMessage): Placed {
    const rows = rowsOf(headers, this.#options.keyId)
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

  #goBack(topic: string, partition: number, place: Place): void {
    const { next } = place
    if (next !== null) this.#consumer.seek({ topic, partition, offset: String(next) })
    // One that kafkajs has started anew knows of no pause, and would fetch the same again and again.
    else this.#consumer.pause([{ topic, partitions: [partition] }])
    place.asked = next
  }
}

const gone = (partition: number, from: number, to: number) =>
  new Error(
    `${to - from} records of ${TOPICS.events}/${partition} are gone before they were judged: the log is kept for too short a time`,
  )
