import type { Admin, Kafka, Producer } from 'kafkajs'
import { connectKafka } from '../../log/kafka/connection.ts'
import { ensureTopics } from '../../log/kafka/topics.ts'
import { DAY } from '../../schemas/time.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Needed } from '../system/core.ts'
import { reachingKafka } from './unreached.ts'

/** Kafka as the log: connected, with its topics as they must be. */
export interface Brokers extends Needed {
  readonly kafka: Kafka
  readonly admin: Admin
  readonly producer: Producer
  /** Of how many partitions the log is. */
  readonly partitions: number
  close(): Promise<void>
}

/** Whoever starts is told soon that nobody answers. */
const FIRST_RETRIES = 2
const MOST_REPLICAS = 3

/** Connects to the brokers that are configured, and makes the topics that are missing. Throws an Error that says what to do. */
export async function reachBrokers(settings: KafkaSettings, onTrouble: (error: Error) => void): Promise<Brokers> {
  const { access, partitions } = settings
  await reachingKafka(access, () => makeTopics(settings))
  const kafka = connectKafka({ ...access, onTrouble })
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })]
  await Promise.all([admin.connect(), producer.connect()])
  return {
    name: 'Kafka',
    ping: async () => void (await admin.describeCluster()),
    kafka,
    admin,
    producer,
    partitions,
    close: async () => void (await Promise.all([producer.disconnect(), admin.disconnect()])),
  }
}

async function makeTopics({ access, partitions, replication, days }: KafkaSettings): Promise<void> {
  const admin = connectKafka({ ...access, onTrouble: () => undefined }, FIRST_RETRIES).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const copies = replication ?? Math.min(brokers.length, MOST_REPLICAS)
    await ensureTopics(admin, { partitions, replication: copies, retention: days === 0 ? -1 : days * DAY })
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}
