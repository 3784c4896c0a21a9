import type { Admin, Kafka, Producer } from 'kafkajs'
import { connectKafka } from '../../log/kafka/connection.ts'
import { insistOnKey } from '../../log/kafka/key-topic.ts'
import { patiently } from '../../log/kafka/patiently.ts'
import { sendNothing } from '../../log/kafka/sending.ts'
import { insistOnCopies } from '../../log/kafka/copies.ts'
import { insistOnSettings } from '../../log/kafka/topic-settings.ts'
import { ensureTopics, TOPICS } from '../../log/kafka/topics.ts'
import { DAY } from '../../schemas/time.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Needed } from '../system/core.ts'
import { alertsGroup, groupsOf } from './archiving.ts'
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

const ALL: readonly Topic[] = Object.values(TOPICS)

/** Which topics somebody writes, and in which groups he reads. */
const ROLES = {
  collect: { written: [TOPICS.events, TOPICS.account, TOPICS.rejected], groups: () => [] },
  correlate: { written: ALL, groups: groupsOf },
  archive: { written: [], groups: groupsOf },
  notify: { written: [], groups: (settings) => [alertsGroup(settings)] },
} satisfies Record<string, { written: readonly Topic[]; groups: (settings: KafkaSettings) => string[] }>

/** Whoever starts is told soon that nobody answers. */
const FIRST = { retries: 2, requestTimeout: 8_000 }
const MOST_REPLICAS = 3

/**
 * Connects to the brokers that are configured, makes the topics that are missing, and sees whether their log is under our key, and we may
 * write and read what our role is to. Throws an Error that says what to do.
 */
export async function reachBrokers(
  settings: KafkaSettings,
  keyId: string,
  onTrouble: (error: Error) => void,
  role: keyof typeof ROLES,
): Promise<Brokers> {
  const { access, partitions } = settings
  const { written, groups } = ROLES[role]
  const copies = await reachingKafka(access, async () => {
    const fewest = await makeTopics(settings, keyId, groups(settings))
    await insistOnRights(settings, keyId, written)
    return fewest
  })
  const kafka = connectKafka({ ...access, onTrouble })
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })]
  await Promise.all([admin.connect(), producer.connect()])
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

/** Returns how many copies there must be of what is written. */
async function makeTopics(settings: KafkaSettings, keyId: string, groups: string[]): Promise<number> {
  const { access, partitions, replication, days } = settings
  const admin = connectKafka({ ...access, onTrouble: () => undefined }, FIRST).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const copies = replication ?? Math.min(brokers.length, MOST_REPLICAS)
    await insistOnKey(admin, keyId, copies)
    await ensureTopics(admin, { partitions, replication: copies, retention: days === 0 ? -1 : days * DAY })
    if (groups.length > 0) await patiently(() => admin.describeGroups(groups))
    return await insistOnSettings(admin)
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}
