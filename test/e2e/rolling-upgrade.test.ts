import { join } from 'node:path'
import type { Admin, Kafka, Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashingOf } from '../../cli/system/core.ts'
import { keysFrom } from '../../cli/system/data-directory.ts'
import { connect, type ClickHouse } from '../../clickhouse/client.ts'
import { ensureTopics } from '../../log/kafka/topics.ts'
import { DAY } from '../../schemas/time.ts'
import type { Cluster } from '../kafka/cluster.ts'
import { startConnected, type Connected } from '../kafka/connected.ts'
import { noKafka } from '../kafka/needed.ts'
import { Deployment } from './deployment/deployment.ts'
import { PASSWORD, startForeign, type Foreign } from './foreign-server.ts'
import { inDirectory, lifespan, start, type Env } from './lifespan.ts'
import { spansIn } from './outside.ts'
import { Collector, VERSIONS, type Version } from './rolling-upgrade/collector.ts'
import { LATER, makeOlderTables } from './rolling-upgrade/older.ts'
import { standing, undisturbed } from './undisturbed.ts'

const PATIENCE_MS = 120_000
const SOON = { timeout: 60_000, interval: 500 }
const PARTITIONS = 4
const GROUP = 'lifespan'
const KEY = 'a-key-of-a-deployment-for-tests-0123456789'
/** Batches of each step: before anything is upgraded, while correlators are, and once collectors are. */
const STEP = 30
const ALL = 3 * STEP

let connected: Connected
let cluster: Cluster
let kafka: Kafka
let admin: Admin
let producer: Producer
beforeAll(async () => {
  if (noKafka) return
  connected = await startConnected()
  ;({ cluster, kafka, admin } = connected)
  producer = kafka.producer()
  await producer.connect()
  await ensureTopics(admin, { partitions: PARTITIONS, replication: 1, retention: DAY })
}, PATIENCE_MS)
afterAll(async () => {
  await producer?.disconnect()
  await connected?.stop()
})

const hashing = hashingOf(keysFrom(KEY))
const envOf = (foreign: Foreign): Env => ({
  ...foreign.env(),
  KAFKA_BROKERS: cluster.bootstrap,
  LIFESPAN_KEY: KEY,
  LIFESPAN_KAFKA_PARTITIONS: String(PARTITIONS),
  LIFESPAN_KAFKA_SESSION: '3s',
})

/** Sends the batches of a step, one by one, each by the next of the collectors that there are. */
async function send(step: number, versions: readonly Version[]): Promise<void> {
  const collectors = versions.map((version) => new Collector(version, { producer, partitions: PARTITIONS, hashing }))
  for (let n = 0; n < STEP; n++) await collectors[n % collectors.length]!.take(step * STEP + n)
}

const batches = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)
const spansOf = (all: readonly number[]) => [...new Set(all.flatMap(spansIn))].sort()

/** The spans that came by a collector that does not know their column yet. */
const LACKING = spansOf([...batches(0, 2 * STEP), ...batches(2 * STEP, ALL).filter((batch) => batch % 3 === 0)])

/** All that is stored of each event, but what hangs on the key or the moment, and the column that came later. */
const rowsIn = (client: ClickHouse) =>
  client.rows<object>(
    `SELECT DISTINCT * EXCEPT (event_id, use_id, received_at, ${LATER}) FROM analyst.events ORDER BY ALL`,
  )

async function spansThatLack(client: ClickHouse): Promise<readonly string[]> {
  const rows = await client.rows<{ span_id: string }>(
    `SELECT DISTINCT span_id FROM analyst.events WHERE ${LATER} IS NULL ORDER BY span_id`,
  )
  return rows.map(({ span_id }) => span_id)
}

async function stored(client: ClickHouse): Promise<number> {
  const [row] = await client.rows<{ spans: string }>('SELECT uniqExact(span_id) AS spans FROM lifespan.events')
  return Number(row!.spans)
}

/** What the log of each partition made of credentials. */
const imageIn = (client: ClickHouse) =>
  client.rows<object>('SELECT * FROM lifespan.partition_credential FINAL ORDER BY ALL')

/** What an undisturbed Lifespan of one version stores. */
async function rowsOf(data: string): Promise<object[]> {
  const { run, stop } = await start('up', data)
  const client = connect({ url: run.clickhouse, user: 'analyst', password: run.analystPassword })
  const rows = await rowsIn(client)
  await client.close()
  await stop()
  return rows
}

/** Reads the log by itself, into tables of an older Lifespan that correlators upgrade; and one that Lifespan archives into. */
async function openBoth(directory: string) {
  const [own, other] = await Promise.all([startForeign(join(directory, 'own')), startForeign(join(directory, 'other'))])
  const data = join(directory, 'nothing')
  const by = { LIFESPAN_KAFKA_ARCHIVED_BY: 'lifespan', LIFESPAN_KAFKA_GROUP: 'other' }
  const deployments = [new Deployment(envOf(own), data), new Deployment({ ...envOf(other), ...by }, data)] as const
  const clients = [own, other].map(({ url }) => connect({ url, user: 'boss', password: PASSWORD }))
  const close = async () => {
    console.log([...new Set(deployments.flatMap(({ said }) => said))].slice(0, 30).join('\n'))
    await Promise.all([...deployments.map((one) => one.end()), ...clients.map((client) => client.close())])
    await Promise.all([own.kill(), other.kill()])
  }
  return { env: envOf(own), data, deployments, clients: clients as [ClickHouse, ClickHouse], close }
}

describe.skipIf(noKafka)('a rolling upgrade, while collectors of three versions write', () => {
  test('loses nothing, and all rows are complete, whoever archives', { timeout: 300_000 }, () =>
    inDirectory(async (directory) => {
      const { env, data, deployments, clients, close } = await openBoth(directory)
      const [correlating, archiving] = deployments
      const [own, other] = clients
      const place = { brokers: [cluster.bootstrap], group: GROUP, partitions: PARTITIONS, keyId: hashing.keyring.id }
      try {
        await makeOlderTables(own, place)
        expect(await own.rows(`SELECT table FROM system.columns WHERE name = '${LATER}'`)).toEqual([])
        await send(0, ['older'])
        await expect.poll(() => stored(own), SOON).toBe(spansOf(batches(0, STEP)).length)
        await Promise.all([send(1, ['older']), correlating.start('correlate'), archiving.start('archive')])
        await send(2, Object.keys(VERSIONS) as Version[])

        const wanted = await undisturbed(join(directory, 'undisturbed'), ALL)
        const rows = await rowsOf(join(directory, 'undisturbed'))
        for (const client of clients) {
          await expect.poll(() => stored(client), SOON).toBe(spansOf(batches(0, ALL)).length)
          expect(await rowsIn(client)).toEqual(rows)
          expect(await spansThatLack(client)).toEqual(LACKING)
        }
        await expect.poll(() => standing(data, env), SOON).toEqual(wanted)
        const { code, stdout } = await lifespan(['verify', '--data', data], undefined, env)
        expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 differences')])
        await expect.poll(() => imageIn(other), SOON).toEqual(await imageIn(own))
      } finally {
        await close()
      }
    }),
  )
})
