import type { Batch, Consumer, Kafka } from 'kafkajs'
import type { Millis } from '../../../schemas/time.ts'
import { patiently } from '../patiently.ts'
import type { Stretch } from './stored.ts'

/** What is looked at: of each partition stretches, at least one, in their order. */
export type Sought = ReadonlyMap<number, readonly Stretch[]>

/** Of each partition the first record of its stretches of which anything can come into tables; null where there is none. */
export type Found = ReadonlyMap<number, number | null>

/** Brokers that are slow hand out something before that. */
const PATIENCE_MS = 15_000

/**
 * Looks at records of a topic as a member of a group in which nobody else may be. Stretches hold nothing where others wrote tombstones, or ended
 * transactions. Where brokers hand out nothing for a while that is not known, and the first place that is left is taken for a record.
 */
export function firstRecords(
  kafka: Kafka,
  group: string,
  topic: string,
  sought: Sought,
  patience: Millis = PATIENCE_MS,
): Promise<Found> {
  return patiently(() => lookOnce(kafka, group, new Walk(topic, sought), patience))
}

async function lookOnce(kafka: Kafka, group: string, walk: Walk, patience: Millis): Promise<Found> {
  const consumer = kafka.consumer({ groupId: group, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 })
  const timer = setTimeout(() => walk.giveUp(), patience)
  const crashed = new Promise<never>((_, reject) => {
    consumer.on('consumer.crash', ({ payload: { error } }) => reject(error))
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic: walk.topic })
    const running = consumer.run({ autoCommit: false, eachBatch: async ({ batch }) => walk.see(batch) })
    return await Promise.race([running.then(() => walk.begin(consumer)), crashed])
  } finally {
    clearTimeout(timer)
    await consumer.disconnect()
  }
}

type Movable = Pick<Consumer, 'seek' | 'pause'>

/** Where we are in a partition. */
interface Place {
  readonly stretches: readonly Stretch[]
  /** The next offset to see. */
  readonly next: number
  /** Whether it was asked for again, for something else came: then there is nothing to see there. */
  readonly isAsked: boolean
}

const placeAt = (stretches: readonly Stretch[]): Place => ({ stretches, next: stretches[0]!.from, isAsked: false })

class Walk {
  readonly topic: string
  readonly #left: Map<number, Place>
  readonly #found = new Map<number, number | null>()
  readonly #done = Promise.withResolvers<Found>()
  #consumer: Movable | null = null

  constructor(topic: string, sought: Sought) {
    this.topic = topic
    this.#left = new Map([...sought].map(([partition, stretches]) => [partition, placeAt(stretches)]))
  }

  /** Goes to where each partition's first stretch begins. */
  begin(consumer: Movable): Promise<Found> {
    this.#consumer = consumer
    for (const [partition, place] of this.#left) this.#goTo(partition, place)
    return this.#done.promise
  }

  /** Sees what is read. What comes from elsewhere than where we are was under way before we went there. */
  see(batch: Batch): void {
    const { partition } = batch
    const place = this.#left.get(partition)
    if (place === undefined || this.#consumer === null || batch.isEmpty()) return
    if (Number(batch.firstOffset()) > place.next && !place.isAsked)
      return this.#goTo(partition, { ...place, isAsked: true })
    this.#look(partition, place, batch)
  }

  giveUp(): void {
    for (const [partition, { next }] of this.#left) this.#tell(partition, next)
  }

  #look(partition: number, { stretches, next }: Place, batch: Batch): void {
    const [stretch, ...others] = stretches as readonly [Stretch, ...Stretch[]]
    const record = batch.messages.find(({ offset, value }) => value !== null && Number(offset) >= next)
    if (record !== undefined && Number(record.offset) < stretch.to) return this.#tell(partition, Number(record.offset))
    const seen = Number(batch.lastOffset()) + 1
    if (seen < stretch.to) this.#left.set(partition, { stretches, next: Math.max(next, seen), isAsked: false })
    else if (others.length > 0) this.#goTo(partition, placeAt(others))
    else this.#tell(partition, null)
  }

  #goTo(partition: number, place: Place): void {
    this.#left.set(partition, place)
    this.#consumer!.seek({ topic: this.topic, partition, offset: String(place.next) })
  }

  #tell(partition: number, offset: number | null): void {
    this.#left.delete(partition)
    this.#found.set(partition, offset)
    this.#consumer?.pause([{ topic: this.topic, partitions: [partition] }])
    if (this.#left.size === 0) this.#done.resolve(this.#found)
  }
}
