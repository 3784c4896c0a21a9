import type { Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareArchive } from '../../cli/kafka/archiving.ts'
import { reachBrokers, type Brokers } from '../../cli/kafka/brokers.ts'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import { startTestCluster, type TestCluster } from '../../clickhouse/test-cluster.ts'
import { testPasswords } from '../../clickhouse/test-engine.ts'
import { Account } from '../../log/account.ts'
import { KafkaLog } from '../../log/kafka/kafka-log.ts'
import { Rejections } from '../../log/rejected.ts'
import { verify } from '../../queries/verify.ts'
import { PARTITION_TABLES } from '../../schemas/ddl/partitions.ts'
import { ENTITIES } from '../../schemas/entities.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { cutAt } from '../histories/oracle.ts'
import { Random } from '../histories/random.ts'
import { addTo, KEYRING, sorted } from '../histories/replay.ts'
import { startKafka, type Cluster as KafkaCluster } from '../kafka/cluster.ts'
import { noKafka } from '../kafka/needed.ts'
import { Crowd, tenantOf, type TenantEvent } from '../laws/bodies/crowd.ts'
import { judgedTruth } from '../laws/bodies/trial.ts'
import { Correlators } from './partitioned/processes.ts'
import { archived, settled, storedFindings } from './partitioned/published.ts'
import { settingsOf } from './partitioned/settings.ts'

const PATIENCE_MS = 120_000
const PARTITIONS = 6
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed)
const SHARDS = [0, 1] as const
/** A consumer that is gone is waited for so long: the least that brokers allow. */
const KAFKA = { 'session.timeout.ms': '3000', 'heartbeat.interval.ms': '600' }

describe.skipIf(noKafka)('two shards that archive the log between them', () => {
  let kafka: KafkaCluster
  let brokers: Brokers
  let clickhouse: TestCluster
  let correlators: readonly Correlators[]
  const crowd = new Crowd(SEEDS)
  const random = new Random(11)

  beforeAll(async () => {
    ;[kafka, clickhouse] = await Promise.all([startKafka(), startTestCluster(KAFKA)])
    const settings = settingsOf([kafka.bootstrap], PARTITIONS)
    brokers = await reachBrokers(settings, KEYRING.id, () => undefined, 'correlate')
    const { cluster, shards } = clickhouse
    await bringUpToDate(shard(0), {}, cluster)
    await prepareArchive({ brokers, client: shard(0), cluster, settings, acceptGap: false })
    correlators = shards.map(
      ({ embedded }) => new Correlators(kafka.bootstrap, PARTITIONS, embedded.url, testPasswords.lifespan, 'prepared'),
    )
  }, PATIENCE_MS)
  afterAll(async () => {
    for (const each of correlators ?? []) await each.end()
    await brokers?.close()
    await clickhouse?.stop()
    await kafka?.stop()
  }, PATIENCE_MS)

  const shard = (at: number) => clickhouse.shards[at]!.lifespan
  const patience = { timeout: 30_000, interval: 500 }

  test('find what is true, though partitions move between them', { timeout: PATIENCE_MS }, async () => {
    for (const each of correlators) await each.start()
    await expect.poll(() => assigned(1), patience).toBe(PARTITIONS / 2)
    const log = new KafkaLog({
      producer: brokers.producer,
      partitions: PARTITIONS,
      keyId: KEYRING.id,
      onRetry: () => undefined,
    })
    const [first, second, third] = random.parts(
      crowd.mingled(random, (_, events) => events),
      3,
    )
    await append(log, first!)
    await shard(1).command('DETACH TABLE lifespan.kafka_events')
    await append(log, second!)
    await expect.poll(() => assigned(0), patience).toBe(PARTITIONS)
    await archived(brokers.admin)
    await correlators[0]!.leave()
    await correlators[0]!.start()
    await shard(1).command('ATTACH TABLE lifespan.kafka_events')
    await expect.poll(() => assigned(1), patience).toBe(PARTITIONS / 2)
    await append(log, third!)
    await log.close()
    await done(brokers.admin)
    for (const at of SHARDS) await expect.poll(async () => wrong(await storedFindings(shard(at))), patience).toEqual([])
  })

  test.each(SHARDS)('have every row where its slot is, on shard %i', async (at) => {
    const bySlot = [...ENTITIES.map(({ name }) => name), 'links', 'findings'].map((table) => [table, 'slot'])
    const tables = [...bySlot, ...PARTITION_TABLES.map(({ name }) => [name, 'partition'])]
    for (const [table, number] of tables) {
      const rows = `SELECT count() > 0 AS has_some, countIf(${number} % 2 != ${at}) AS astray FROM lifespan.${table}_local`
      expect([table, ...(await shard(at).rows(rows))]).toEqual([table, { has_some: 1, astray: '0' }])
    }
  })

  test.each(SHARDS)('and verify finds no difference, asked of shard %i', { timeout: PATIENCE_MS }, async (at) => {
    const { compared, different, ok } = await verify(shard(at), DEFAULT_POLICY)
    expect({ different, ok }).toEqual({ different: 0, ok: true })
    expect(compared).toBeGreaterThan(SEEDS.length)
  })

  async function done(admin: Admin): Promise<void> {
    await settled(admin)
    await archived(admin)
  }

  /** How many partitions of the log a shard reads. */
  async function assigned(at: number): Promise<number> {
    const rows = await shard(at).rows<{ read: string }>(
      "SELECT sum(length(assignments.partition_id)) AS read FROM system.kafka_consumers WHERE table = 'kafka_events'",
    )
    return Number(rows[0]!.read)
  }

  /** The histories of which something else stands than is true. */
  function wrong(found: Awaited<ReturnType<typeof storedFindings>>) {
    return [...crowd.histories].flatMap(([seed, events]) => {
      const [truth, stands] = [cutAt(judgedTruth(events), Date.now()), found.get(tenantOf(seed)) ?? []]
      return JSON.stringify(sorted(truth)) === JSON.stringify(sorted(stands)) ? [] : [{ seed, truth, stands }]
    })
  }

  function append(log: KafkaLog, events: readonly TenantEvent[]): Promise<void> {
    const write: Parameters<KafkaLog['append']>[0]['write'] = (batch) => {
      for (const { tenant, event } of events) addTo(batch, [event], tenant)
    }
    return log.append({ write, account: new Account(), rejections: new Rejections() })
  }
})
