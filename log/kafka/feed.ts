import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, ConsumerConfig, ConsumerRunConfig, EachBatchPayload, Kafka } from 'kafkajs'
import type { Millis } from '../../schemas/time.ts'
import { heartbeatOf } from './beating.ts'
import { readingTrouble } from './reading-trouble.ts'
import { Stall } from './stall.ts'

const AGAIN_MS = 5_000

export interface FeedOptions {
  readonly kafka: Kafka
  readonly group: string
  readonly topics: readonly string[]
  /** In which of them a position that stays behind shows that the consumer stands still: unless said, in all. */
  readonly watched?: readonly string[]
  /** How soon a dead member is noticed, ms. */
  readonly session: Millis
  readonly onTrouble: (error: Error) => void
  /** What its consumers are beside that, and how they run. */
  readonly consumer?: Partial<ConsumerConfig>
  readonly run?: Omit<ConsumerRunConfig, 'eachBatch' | 'eachMessage'>
  /** Told of each consumer before it is connected. */
  readonly onConsumer?: (consumer: Consumer) => void
  /** Whether there is a reason to read nothing at the moment. */
  readonly isWaiting?: () => boolean
  /** Takes a batch; what it resolves is committed. */
  readonly take: (batch: EachBatchPayload) => Promise<void>
}

/** Reads topics as a member of a group for as long as it is not closed, whatever ends the consumer meanwhile. */
export class Feed {
  readonly #options: FeedOptions
  readonly #stall: Stall
  readonly #done: Promise<void>
  readonly #closing = new AbortController()
  #consumer: Consumer | null = null

  constructor(options: FeedOptions) {
    this.#options = options
    this.#stall = new Stall(options)
    this.#done = this.#read()
  }

  /** Leaves the group; what was not resolved is read again by whoever comes next. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#consumer?.disconnect().catch(() => undefined)
    await this.#done
  }

  async #read(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const consumer = this.#newConsumer()
      this.#consumer = consumer
      const ended = await this.#consume(consumer).catch((error: unknown) => error)
      await consumer.disconnect().catch(() => undefined)
      if (this.#closing.signal.aborted) return
      this.#options.onTrouble(await readingTrouble(this.#options, ended))
      await sleep(AGAIN_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined)
    }
  }

  #newConsumer(): Consumer {
    const { kafka, group, session, consumer: more, onConsumer } = this.#options
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: session,
      heartbeatInterval: heartbeatOf(session),
      allowAutoTopicCreation: false,
      ...more,
    })
    onConsumer?.(consumer)
    return consumer
  }

  /** Resolves with why it ended: a crash that kafkajs does not mend itself, or that it stands still. */
  async #consume(consumer: Consumer): Promise<unknown> {
    const over = new AbortController()
    // From before it runs: its first assignment is told before that resolves, and there may be no other.
    const signal = AbortSignal.any([this.#closing.signal, over.signal])
    const ended = Promise.race([crashOf(consumer), this.#stall.watch(consumer, signal)])
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true })
      await consumer.run({
        eachBatchAutoResolve: false,
        ...this.#options.run,
        eachBatch: (batch) => this.#stall.during(() => this.#options.take(batch)),
      })
      return await ended
    } finally {
      over.abort()
    }
  }
}

function crashOf(consumer: Consumer): Promise<unknown> {
  return new Promise((resolve) => {
    consumer.on('consumer.crash', ({ payload }) => {
      if (!payload.restart) resolve(payload.error)
    })
  })
}
