import type {
  Admin,
  Consumer,
  EachBatchPayload,
  Kafka,
  TopicPartitionOffset,
  TopicPartitionOffsetAndMetadata,
  TopicPartitions,
} from 'kafkajs'

type Handler = (event: { readonly payload: unknown }) => void
type Take = (batch: EachBatchPayload) => Promise<void>

const placesOf = (all: readonly Partial<TopicPartitions>[]) =>
  all.flatMap(({ topic, partitions = [] }) => partitions.map((partition) => `${topic}/${partition}`))

/** A consumer that does what a test says. */
export class FakeConsumer {
  isConnected = false
  /** Partitions of which nothing is to be fetched, as `topic/partition`. */
  readonly paused = new Set<string>()
  /** Where it was last told to go on, by `topic/partition`. */
  readonly sought = new Map<string, string>()
  readonly #kafka: FakeKafka
  readonly #handlers = new Map<string, Handler>()
  readonly commits: TopicPartitionOffsetAndMetadata[][] = []
  /** Ends what commits wait for. */
  readonly committing = Promise.withResolvers<void>()
  #take: Take = () => Promise.resolve()

  constructor(kafka: FakeKafka) {
    this.#kafka = kafka
  }

  on(name: string, handler: Handler): void {
    const earlier = this.#handlers.get(name)
    this.#handlers.set(name, (event) => {
      earlier?.(event)
      handler(event)
    })
  }

  async connect(): Promise<void> {
    if (this.#kafka.isAway) throw new Error('connect ECONNREFUSED')
    this.isConnected = true
  }

  async subscribe(): Promise<void> {}

  /** As kafkajs does it resolves once the group is joined. */
  async run({ eachBatch }: { readonly eachBatch: Take }): Promise<void> {
    this.#take = eachBatch
    this.#tell('consumer.group_join', { memberAssignment: this.#kafka.assigned })
  }

  async disconnect(): Promise<void> {
    this.isConnected = false
  }

  commitOffsets(offsets: TopicPartitionOffsetAndMetadata[]): Promise<void> {
    this.commits.push(offsets)
    return this.#kafka.isAway ? this.committing.promise : Promise.resolve()
  }

  /** Crashes; kafkajs starts it again, or thinks that it can't. */
  crash(restart: boolean): void {
    this.#tell('consumer.crash', { error: new Error('crashed'), restart })
  }

  pause(all: readonly TopicPartitions[]): void {
    for (const place of placesOf(all)) this.paused.add(place)
  }

  resume(all: readonly TopicPartitions[]): void {
    for (const place of placesOf(all)) this.paused.delete(place)
  }

  seek({ topic, partition, offset }: TopicPartitionOffset): void {
    this.sought.set(`${topic}/${partition}`, offset)
  }

  /** As kafkajs does it after what that mends itself: it joins anew, and knows of no pause. */
  startAgain(): void {
    this.paused.clear()
    this.sought.clear()
    this.#tell('consumer.group_join', { memberAssignment: this.#kafka.assigned })
  }

  /** Something is read. */
  read(batch: Partial<EachBatchPayload> = {}): Promise<void> {
    return this.#take(batch as EachBatchPayload)
  }

  #tell(name: string, payload: unknown): void {
    this.#handlers.get(name)?.({ payload })
  }
}

type ByTopic<T> = Readonly<Record<string, readonly T[]>>

/** A Kafka of which a test says what it answers, by topic and partition. */
export class FakeKafka {
  /** Whether brokers do not answer. */
  isAway = false
  assigned: ByTopic<number> = {}
  low: ByTopic<number> = {}
  high: ByTopic<number> = {}
  committed: ByTopic<number> = {}
  /** How often somebody asked what there is. */
  looks = 0
  readonly consumers: FakeConsumer[] = []

  get kafka(): Kafka {
    return { consumer: () => this.#consumer(), admin: () => this.#admin() } as unknown as Kafka
  }

  /** The one that was made last. */
  get latest(): FakeConsumer {
    return this.consumers.at(-1)!
  }

  #consumer(): Consumer {
    const consumer = new FakeConsumer(this)
    this.consumers.push(consumer)
    return consumer as unknown as Consumer
  }

  #admin(): Admin {
    const admin: Pick<Admin, 'connect' | 'disconnect' | 'fetchTopicOffsets' | 'fetchOffsets'> = {
      connect: async () => {
        this.looks += 1
        if (this.isAway) throw new Error('connect ECONNREFUSED')
      },
      disconnect: () => Promise.resolve(),
      fetchTopicOffsets: async (topic) =>
        (this.high[topic] ?? []).map((high, partition) => ({
          partition,
          offset: String(high),
          high: String(high),
          low: String(this.low[topic]?.[partition] ?? 0),
        })),
      fetchOffsets: async ({ topics = [] }) =>
        topics.map((topic) => ({
          topic,
          partitions: (this.committed[topic] ?? []).map((offset, partition) => ({
            partition,
            offset: String(offset),
            metadata: null,
          })),
        })),
    }
    return admin as Admin
  }
}
