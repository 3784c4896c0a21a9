import { randomBytes } from 'node:crypto'
import type { Admin, Kafka, Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EventBatch } from '../../schemas/batch.ts'
import { DAY, toNanos } from '../../schemas/time.ts'
import { KEYRING } from '../../test/histories/replay.ts'
import { startKafka, type Cluster } from '../../test/kafka/cluster.ts'
import { noKafka } from '../../test/kafka/needed.ts'
import { storedBatches } from '../../test/kafka/segments.ts'
import { Account } from '../account.ts'
import { Rejections } from '../rejected.ts'
import { connectKafka } from './connection.ts'
import { insistOnKey } from './key-topic.ts'
import { KafkaLog } from './kafka-log.ts'
import { sendTo } from './sending.ts'
import { insistOnSettings } from './topic-settings.ts'
import { ensureTopics, TOPICS, TopicFault } from './topics.ts'

const PATIENCE_MS = 120_000
const PARTITIONS = 4
const SETTINGS = { partitions: PARTITIONS, replication: 1, retention: DAY }
const EVENTS = 10_000
const ZSTD = 4
const REJECTION = {
  tenant: 'default',
  source: 'test',
  reason: 'unreadable',
  carrier: 'span',
  place: '',
  position: 0,
  bytes: 0,
  fingerprint: new Uint32Array(4),
} as const

/** Uses of as many credentials of a few workloads. */
function write(batch: EventBatch): void {
  for (let n = 0; n < EVENTS; n++) {
    const stamp = { tenant: 'default', source: 'test', authority: true, eventId: [String(n)] }
    const said = { credential_id: `jti-${n}`, issuer: 'https://issuer.example', workload_id: `pod-${n % 7}` }
    batch.push(
      { type: 'credential.used', outcome: 'ok', time: toNanos(1_700_000_000_000 + n), ...said },
      stamp,
      KEYRING,
    )
  }
}

describe.skipIf(noKafka)('the log in a real Kafka', () => {
  let cluster: Cluster
  let kafka: Kafka
  let admin: Admin
  let producer: Producer
  beforeAll(async () => {
    cluster = await startKafka()
    kafka = connectKafka({ brokers: [cluster.bootstrap], onTrouble: () => undefined })
    admin = kafka.admin()
    producer = kafka.producer()
    await Promise.all([admin.connect(), producer.connect()])
  }, PATIENCE_MS)
  afterAll(async () => {
    await Promise.all([admin?.disconnect(), producer?.disconnect()])
    await cluster?.stop()
  })

  test('makes its topics, also where two start at once, and says where they are others', async () => {
    expect(await Promise.all([ensureTopics(admin, SETTINGS), ensureTopics(admin, SETTINGS)])).toEqual([4, 4])
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: TOPICS.findings }],
    })
    const config = new Map(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]))
    expect(config.get('cleanup.policy')).toBe('compact')
    const other = ensureTopics(admin, { ...SETTINGS, partitions: 64 })
    await expect(other).rejects.toThrow(/lifespan\.\w+ has 4 partitions, and 64 are configured/)
    await expect(other).rejects.toBeInstanceOf(TopicFault)
  })

  test('is refused where its topics are kept otherwise than they must be', async () => {
    await insistOnSettings(admin)
    const set = (topic: string, name: string, value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: topic, configEntries: [{ name, value }] }],
      })
    await set(TOPICS.findings, 'cleanup.policy', 'delete')
    await expect(insistOnSettings(admin)).rejects.toThrow(
      /lifespan\.findings has cleanup\.policy=delete, and needs compact/,
    )
    await set(TOPICS.findings, 'cleanup.policy', 'compact')
    await set(TOPICS.account, 'max.message.bytes', '2000')
    await expect(insistOnSettings(admin)).rejects.toThrow(/lifespan\.account has max\.message\.bytes=2000, and needs/)
    await set(TOPICS.account, 'max.message.bytes', '1048588')
    await insistOnSettings(admin)
  })

  test('is under one key, which is that of whoever came first', async () => {
    await Promise.all([insistOnKey(admin, 'one', 1), insistOnKey(admin, 'one', 1)])
    await insistOnKey(admin, 'one', 1)
    const other = insistOnKey(admin, 'other', 1)
    await expect(other).rejects.toThrow(/under another key.*lifespan\.key\.one.*LIFESPAN_KEY/)
    await expect(other).rejects.toBeInstanceOf(TopicFault)
    expect(await admin.listTopics()).not.toContain('lifespan.key.other')
  })

  test('holds blocks, not single events, as the segments of the broker show', async () => {
    const log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: KEYRING.id, onRetry: () => undefined })
    await log.append({ write, account: new Account(), rejections: new Rejections() })
    await log.close()
    const batches = storedBatches(cluster.logs[0]!, TOPICS.events)
    const records = batches.reduce((sum, batch) => sum + batch.records, 0)
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0)
    expect(new Set(batches.map(({ codec }) => codec))).toEqual(new Set([ZSTD]))
    expect(records).toBeGreaterThanOrEqual((2 * EVENTS) / 1_000 - PARTITIONS)
    expect(records).toBeLessThan((2 * EVENTS) / 500)
    expect(bytes / EVENTS).toBeLessThan(150)
  })

  test('takes more for one partition than a broker takes at once, be it findings or rejections', async () => {
    const noise = (bytes: number) => randomBytes(bytes).toString('base64')
    const ends = async () => (await admin.fetchTopicOffsets(TOPICS.findings)).find(({ partition }) => partition === 1)!
    const findings = Array.from({ length: 5_000 }, (_, n) => ({ partition: 1, key: String(n), value: noise(600) }))
    await sendTo(producer, TOPICS.findings, findings)
    expect(Number((await ends()).high)).toBe(findings.length)
    const log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: KEYRING.id, onRetry: () => undefined })
    const rejections = new Rejections()
    for (let n = 0; n < 10_000; n++) rejections.add({ ...REJECTION, detail: noise(150) })
    await log.append({ write: () => undefined, account: new Account(), rejections })
    await log.close()
    const stored = storedBatches(cluster.logs[0]!, TOPICS.rejected)
    expect(stored.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(1_048_576)
  })

  test('refuses what comes while it stops, for the client to send again', async () => {
    const log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: KEYRING.id, onRetry: () => undefined })
    await log.close()
    const late = log.append({ write, account: new Account(), rejections: new Rejections() })
    await expect(late).rejects.toMatchObject({ retryable: true })
  })
})
