import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareArchive } from '../../cli/kafka/archiving.ts'
import { reachBrokers, type Brokers } from '../../cli/kafka/brokers.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import { startTestCluster, type TestCluster } from '../../clickhouse/test-cluster.ts'
import { testPasswords } from '../../clickhouse/test-engine.ts'
import { Account } from '../../log/account.ts'
import { KafkaLog } from '../../log/kafka/kafka-log.ts'
import { Rejections } from '../../log/rejected.ts'
import { verify } from '../../queries/verify.ts'
import { ENTITIES } from '../../schemas/entities.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { cutAt } from '../histories/oracle.ts'
import { Random } from '../histories/random.ts'
import { addTo, sorted } from '../histories/replay.ts'
import { startKafka, type Cluster as KafkaCluster } from '../kafka/cluster.ts'
import { noKafka } from '../kafka/needed.ts'
import { Crowd, tenantOf, type TenantEvent } from '../laws/bodies/crowd.ts'
import { judgedTruth } from '../laws/bodies/trial.ts'
import { Correlators } from './partitioned/processes.ts'
import { archived, settled, storedFindings } from './partitioned/published.ts'
import { settingsOf } from './partitioned/settings.ts'

const PATIENCE_MS = 120_000
const PARTITIONS = 6
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed)
const PARTS = 30

describe.skipIf(noKafka)('two shards that archive the log between them', () => {
  let kafka: KafkaCluster
  let brokers: Brokers
  let clickhouse: TestCluster
  let correlators: readonly Correlators[]
  const crowd = new Crowd(SEEDS)
  const random = new Random(11)

  beforeAll(async () => {
    ;[kafka, clickhouse] = await Promise.all([startKafka(), startTestCluster()])
    const settings = settingsOf([kafka.bootstrap], PARTITIONS)
    brokers = await reachBrokers(settings, () => undefined)
    const { cluster } = clickhouse
    await bringUpToDate(shard(0), {}, cluster)
    await prepareArchive({ brokers, client: shard(0), cluster, settings, acceptGap: false })
    correlators = clickhouse.shards.map(
      ({ embedded }) => new Correlators(kafka.bootstrap, PARTITIONS, embedded.url, testPasswords.lifespan),
    )
  }, PATIENCE_MS)
  afterAll(async () => {
    for (const each of correlators ?? []) await each.end()
    await brokers?.close()
    await clickhouse?.stop()
    await kafka?.stop()
  }, PATIENCE_MS)

  const shard = (at: number): ClickHouse => clickhouse.shards[at]!.lifespan

  test('find what is true, though partitions move between them', { timeout: PATIENCE_MS }, async () => {
    for (const each of correlators) await each.start()
    const log = new KafkaLog({ producer: brokers.producer, partitions: PARTITIONS, onRetry: () => undefined })
    const parts = random.parts(crowd.mingled(random, (_, events) => events), 3)
    const t0 = Date.now(); const say = async (what: string) => console.log(what, Date.now() - t0, JSON.stringify(await consumption()))
    await say('start')
    await append(log, parts[0]!)
    await archived(brokers.admin); await say('archived 1')
    await shard(1).command('DETACH TABLE lifespan.kafka_events'); await say('detached')
    await append(log, parts[1]!)
    await archived(brokers.admin); await say('archived 2')
    await shard(1).command('ATTACH TABLE lifespan.kafka_events'); await say('attached')
    for (let n = 0; n < 40; n++) { const [r] = await shard(1).rows<{n: string}>("SELECT length(assignments.partition_id) AS n FROM system.kafka_consumers WHERE table = 'kafka_events'"); if (r && Number(r.n) > 0) break; await sleep(500) }
    await say('assigned')
    await append(log, parts[2]!)
    await archived(brokers.admin); await say('archived 3')
    await settled(brokers.admin); await say('settled')
    await log.close()
    const patience = { timeout: 30_000, interval: 1_000 }
    for (const at of [0, 1]) await expect.poll(async () => wrong(await storedFindings(shard(at))), patience).toEqual([])
  })

  const consumption = () => Promise.all([0, 1].map((at) => shard(at).rows(`SELECT assignments.partition_id AS p, num_messages_read AS n FROM system.kafka_consumers WHERE table='kafka_events'`)))

  test('have every row where its slot is', async () => {
    for (const at of [0, 1])
      console.log(
        await shard(at).rows(
          "SELECT table, sum(rows) FROM system.parts WHERE database='lifespan' AND active GROUP BY table",
        ),
      )
    for (const table of [...ENTITIES.map(({ name }) => name), 'links', 'findings'])
      for (const at of [0, 1]) {
        const astray = `SELECT count() AS rows FROM lifespan.${table}_local WHERE slot % 2 != ${at}`
        expect([table, at, await shard(at).rows(astray)]).toEqual([table, at, [{ rows: '0' }]])
      }
  })

  test('and verify finds no difference', { timeout: PATIENCE_MS }, async () => {
    for (const at of [0, 1]) {
      const { compared, different, ok } = await verify(shard(at), DEFAULT_POLICY)
      expect({ different, ok }).toEqual({ different: 0, ok: true })
      expect(compared).toBeGreaterThan(SEEDS.length)
    }
  })

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
