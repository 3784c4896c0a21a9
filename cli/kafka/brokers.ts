import type { Admin, Kafka, Producer } from 'kafkajs'
import { connectKafka } from '../../log/kafka/connection.ts'
import { insistOnKey } from '../../log/kafka/key-topic.ts'
import { patiently } from '../../log/kafka/positions.ts'
import { sendNothing } from '../../log/kafka/sending.ts'
import { fewestCopies, insistOnCopies } from '../../log/kafka/copies.ts'
import { insistOnSettings } from '../../log/kafka/topic-settings.ts'
import { ensureTopics, TOPICS } from '../../log/kafka/topics.ts'
import { DAY } from '../../schemas/time.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Needed } from '../system/core.ts'
import { reachingKafka } from './unreached.ts'

/** Kafka as the log: connected, with its topics as they must be. */
export interface Brokers extends Needed {
  /** Under which key ids become keys. */
  readonly keyId: string
  readonly kafka: Kafka
  readonly admin: Admin
  readonly producer: Producer
  /** Of how many partitions the log is. */
  readonly partitions: number
  close(): Promise<void>
}

type Topic = (typeof TOPICS)[keyof typeof TOPICS]

/** All topics of the log. */
export const ALL: readonly Topic[] = Object.values(TOPICS)
/** What whoever takes something in writes to. */
export const OF_COLLECTORS: readonly Topic[] = [TOPICS.events, TOPICS.account, TOPICS.rejected]

/** Whoever starts is told soon that nobody answers. */
const FIRST = { retries: 2, requestTimeout: 8_000 }
const MOST_REPLICAS = 3

/**
 * Connects to the brokers that are configured, makes the topics that are missing, and sees whether their log is under our key, and we may
 * write to those that are `written` and use the `groups`. Throws an Error that says what to do.
 */
export async function reachBrokers(
  settings: KafkaSettings,
  keyId: string,
  onTrouble: (error: Error) => void,
  written: readonly Topic[] = ALL,
  groups: readonly string[] = [],
): Promise<Brokers> {
  const { access, partitions } = settings
  await reachingKafka(access, async () => {
    await makeTopics(settings, keyId, groups)
    await insistOnRights(settings, keyId, written)
  })
  const kafka = connectKafka({ ...access, onTrouble })
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })]
  await Promise.all([admin.connect(), producer.connect()])
  const copies = await fewestCopies(admin)
  return {
    name: 'Kafka',
    ping: () => insistOnCopies(admin, copies),
    kafka,
    admin,
    producer,
    partitions,
    keyId,
    close: async () => void (await Promise.all([producer.disconnect(), admin.disconnect()])),
  }
}

/** Whether we may write is known once we have. */
async function insistOnRights({ access }: KafkaSettings, keyId: string, written: readonly Topic[]): Promise<void> {
  const producer = connectKafka({ ...access, onTrouble: () => undefined }, FIRST).producer()
  try {
    await producer.connect()
    // Topics that were just made have no leaders for a while.
    await patiently(() => sendNothing(producer, keyId, written))
  } finally {
    await producer.disconnect().catch(() => undefined)
  }
}

async function makeTopics(
  { access, partitions, replication, days }: KafkaSettings,
  keyId: string,
  groups: readonly string[],
): Promise<void> {
  const admin = connectKafka({ ...access, onTrouble: () => undefined }, FIRST).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const copies = replication ?? Math.min(brokers.length, MOST_REPLICAS)
    await insistOnKey(admin, keyId, copies)
    await ensureTopics(admin, { partitions, replication: copies, retention: days === 0 ? -1 : days * DAY })
    await insistOnSettings(admin)
    if (groups.length > 0) await patiently(() => admin.describeGroups([...groups]))
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}
