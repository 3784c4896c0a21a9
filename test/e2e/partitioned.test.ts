import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Kafka, Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPasswords, type TestEngine } from '../../clickhouse/test-engine.ts'
import { Engine } from '../../correlator/engine/engine.ts'
import { restorePartition } from '../../correlator/io/restore-partition.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { Account } from '../../log/account.ts'
import { connectKafka } from '../../log/kafka/connection.ts'
import { KafkaLog } from '../../log/kafka/kafka-log.ts'
import { ensureTopics } from '../../log/kafka/topics.ts'
import { Rejections } from '../../log/rejected.ts'
import type { HistoryFinding } from '../histories/history.ts'
import { cutAt } from '../histories/oracle.ts'
import { Random } from '../histories/random.ts'
import { addTo, Board, KEYRING, sorted } from '../histories/replay.ts'
import { verify } from '../../queries/verify.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { startKafka, type Cluster } from '../kafka/cluster.ts'
import { noKafka } from '../kafka/needed.ts'
import { Crowd, tenantOf, type TenantEvent } from '../laws/bodies/crowd.ts'
import { startDatabase } from '../laws/database.ts'
import { judgedTruth } from '../laws/bodies/trial.ts'
import { Correlators } from './partitioned/processes.ts'
import { archived, settled, standing, storedFindings } from './partitioned/published.ts'
import { SESSION_MS, topicsOf } from './partitioned/settings.ts'

const PATIENCE_MS = 180_000
const PARTITIONS = 6
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed)
const PARTS = 40
/** Longer than a member of the group may be silent. */
const PAUSE_MS = 2 * SESSION_MS

describe.skipIf(noKafka)('correlators that share the partitions of a real Kafka', () => {
  let cluster: Cluster
  let kafka: Kafka
  let admin: Admin
  let producer: Producer
  let database: TestEngine
  let correlators: Correlators
  const crowd = new Crowd(SEEDS)
  const random = new Random(7)

  beforeAll(async () => {
    cluster = await startKafka()
    kafka = connectKafka({ brokers: [cluster.bootstrap], onTrouble: () => undefined })
    admin = kafka.admin()
    producer = kafka.producer()
    await Promise.all([admin.connect(), producer.connect()])
    await ensureTopics(admin, topicsOf(PARTITIONS))
    database = await startDatabase()
    correlators = new Correlators(cluster.bootstrap, PARTITIONS, database.embedded.url, testPasswords.lifespan)
  }, PATIENCE_MS)
  afterAll(async () => {
    await correlators?.end()
    await Promise.all([admin?.disconnect(), producer?.disconnect()])
    await database?.stop()
    await cluster?.stop()
  }, PATIENCE_MS)

  /** One more, which joins when the group lets it. */
  const join = async () => void correlators.start()

  /** Whatever is to happen to correlators while events come, one after the other. */
  const MISHAPS: readonly (() => Promise<unknown>)[] = [
    join,
    () => correlators.kill(),
    join,
    async () => correlators.pause(PAUSE_MS),
    join,
    () => correlators.leave(),
    () => correlators.kill(),
    join,
  ]

  test(
    'find what is true, though they join, leave, are killed, and wake as zombies',
    { timeout: PATIENCE_MS },
    async () => {
      await Promise.all([correlators.start(), correlators.start()])
      const log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: KEYRING.id, onRetry: () => undefined })
      const mishaps = (async () => {
        for (const mishap of MISHAPS) {
          await sleep(random.between(500, 2_500))
          await mishap()
        }
      })()
      for (const part of random.parts(mingled(), PARTS)) {
        await append(log, part)
        await sleep(random.between(100, 600))
      }
      await mishaps
      await sleep(PAUSE_MS)
      await log.close()
      await settled(admin)
      expect(wrong(await standing(kafka, admin))).toEqual([])
    },
  )

  test('are restored from what ClickHouse archived of each partition by itself', { timeout: PATIENCE_MS }, async () => {
    await archived(admin)
    const boards: Board[] = []
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const board = new Board()
      board.engine = new Engine(RULES, DEFAULT_POLICY, { partition, partitions: PARTITIONS })
      await restorePartition(database.lifespan, board.engine, partition)
      board.engine.wakeAll()
      board.look(Date.now())
      boards.push(board)
    }
    const of = (seed: number) => boards.flatMap((board) => board.sorted(tenantOf(seed)))
    expect(wrong(new Map(SEEDS.map((seed) => [tenantOf(seed), of(seed)])))).toEqual([])
  })

  test('are told to ClickHouse too, where verify finds no difference', { timeout: PATIENCE_MS }, async () => {
    const patience = { timeout: 30_000, interval: 1_000 }
    await expect.poll(async () => wrong(await storedFindings(database.lifespan)), patience).toEqual([])
    const { compared, different, ok } = await verify(database.lifespan, DEFAULT_POLICY)
    expect({ different, ok }).toEqual({ different: 0, ok: true })
    expect(compared).toBeGreaterThan(SEEDS.length)
  })

  /** The histories of which something else stands than is true. */
  function wrong(found: ReadonlyMap<string, readonly HistoryFinding[]>) {
    return [...crowd.histories].flatMap(([seed, events]) => {
      const [truth, stands] = [cutAt(judgedTruth(events), Date.now()), found.get(tenantOf(seed)) ?? []]
      return JSON.stringify(sorted(truth)) === JSON.stringify(sorted(stands)) ? [] : [{ seed, truth, stands }]
    })
  }

  const mingled = () => crowd.mingled(random, (_, events) => events)

  function append(log: KafkaLog, events: readonly TenantEvent[]): Promise<void> {
    const write: Parameters<KafkaLog['append']>[0]['write'] = (batch) => {
      for (const { tenant, event } of events) addTo(batch, [event], tenant)
    }
    return log.append({ write, account: new Account(), rejections: new Rejections() })
  }
})
