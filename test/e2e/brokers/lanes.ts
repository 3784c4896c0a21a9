import type { Admin, Kafka } from 'kafkajs'
import { setTimeout as sleep } from 'node:timers/promises'
import { insist } from '../../../clickhouse/insist.ts'
import { sendTo } from '../../../log/kafka/sending.ts'
import { createTopics } from '../../../log/kafka/topics.ts'
import { readTopic } from '../../kafka/read-topic.ts'

const TOPIC = 'lanes'
const PARTITIONS = [0, 1, 2, 3, 4, 5]
/** So many that one is always on its way when a broker dies. */
const LANES = 8
const PAUSE_MS = 20

/** Writes to all partitions at once as the log does, by several lanes, and keeps what it was told is stored. */
export class Lanes {
  readonly #kafka: Kafka
  readonly #admin: Admin
  readonly #acknowledged: number[] = []
  #made = 0

  constructor(kafka: Kafka, admin: Admin) {
    this.#kafka = kafka
    this.#admin = admin
  }

  get acknowledged(): number {
    return this.#acknowledged.length
  }

  async writeWhile(goesOn: () => boolean): Promise<void> {
    const configEntries = [{ name: 'min.insync.replicas', value: '2' }]
    const topic = { topic: TOPIC, numPartitions: PARTITIONS.length, replicationFactor: 3, configEntries }
    await createTopics(this.#admin, [topic])
    const producer = this.#kafka.producer({ allowAutoTopicCreation: false })
    await producer.connect()
    const insistence = { onRetry: () => undefined, signal: new AbortController().signal }
    const lane = async () => {
      for (; goesOn(); await sleep(PAUSE_MS)) {
        const number = this.#made++
        const messages = PARTITIONS.map((partition) => ({ partition, value: `${partition}:${number}` }))
        await insist(() => sendTo(producer, TOPIC, messages), insistence)
        this.#acknowledged.push(number)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    await producer.disconnect()
  }

  /** What is not there though it was acknowledged: partition and number. */
  async lost(): Promise<string[]> {
    const stored = await this.#stored()
    return this.#acknowledged
      .flatMap((number) => PARTITIONS.map((partition) => `${partition}:${number}`))
      .filter((value) => !stored.has(value))
  }

  async #stored(): Promise<ReadonlySet<string>> {
    const stored = new Set<string>()
    await readTopic(this.#kafka, this.#admin, TOPIC, ({ message }) => stored.add(String(message.value)))
    return stored
  }
}
