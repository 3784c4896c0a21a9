import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Admin, Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Examined } from '../../cli/doctor/check.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import type { Cluster } from '../kafka/cluster.ts'
import { startConnected, type Connected } from '../kafka/connected.ts'
import { noKafka } from '../kafka/needed.ts'
import { jsonLines, type Accounted } from './asking.ts'
import { Deployment, type Member } from './deployment/deployment.ts'
import { startForeign, type Foreign } from './foreign-server.ts'
import { inDirectory, lifespan, type Env } from './lifespan.ts'
import { post, spanOf, tracesOf } from './otlp.ts'
import { batchOf } from './outside.ts'
import { standing, undisturbed } from './undisturbed.ts'

const PATIENCE_MS = 120_000
const HALF = 40
const POLL = { timeout: 120_000, interval: 1_000 }

let connected: Connected
let cluster: Cluster
let kafka: Kafka
let admin: Admin
beforeAll(async () => {
  if (noKafka) return
  connected = await startConnected()
  ;({ cluster, kafka, admin } = connected)
}, PATIENCE_MS)
afterAll(() => connected?.stop())

async function send(deployment: Deployment, from: number): Promise<void> {
  const { url: otlp } = deployment.of('collect')[0]!
  for (let batch = from; batch < from + HALF; batch++)
    expect((await post({ otlp }, tracesOf(batchOf(batch).map(spanOf)))).status).toBe(200)
}

/** What nobody can read: no block, nothing at all, and a block of somebody else's. */
async function poison(): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  const headers = { format: '1', rows: 'event' }
  const messages = [
    { partition: 0, value: 'no block at all', headers },
    { partition: 1, value: null, headers },
    { partition: 2, value: 'somebody else writes here' },
  ]
  await producer.send({ topic: TOPICS.events, messages })
  await producer.disconnect()
}

/** Where the partitions of a topic end, in their order. */
async function ends(topic: string): Promise<number[]> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return offsets.toSorted((one, other) => one.partition - other.partition).map(({ high }) => Number(high))
}

describe.skipIf(noKafka)('what Kafka holds', () => {
  test(
    'is archived again where ClickHouse has less than it had, by whomever, and nothing is told anew',
    { timeout: 400_000 },
    () =>
      inDirectory(async (directory) => {
        const place = join(directory, 'clickhouse')
        const foreign = await startForeign(place)
        const data = join(directory, 'nothing')
        const env: Env = {
          ...foreign.env('granted'),
          KAFKA_BROKERS: cluster.bootstrap,
          LIFESPAN_KEY: 'a-key-of-a-deployment-for-tests-0123456789',
          LIFESPAN_KAFKA_PARTITIONS: '4',
          LIFESPAN_KAFKA_SESSION: '3s',
        }
        const wanted = await undisturbed(join(directory, 'undisturbed'), 2 * HALF)
        const deployment = new Deployment(env, data)
        const byLifespan = new Deployment({ ...env, LIFESPAN_KAFKA_ARCHIVED_BY: 'lifespan' }, data)
        const found = () => standing(data, env)
        const allFound = async () => {
          await expect.poll(found, POLL).toEqual(wanted)
        }
        const restart = async (work: () => Promise<void>) => {
          for (const member of deployment.of('correlate')) await deployment.stop(member)
          await again(work)
        }
        const again = async (work: () => Promise<void>) => {
          await foreign.kill()
          await work()
          await foreign.startAgain()
        }
        const restore = async () => {
          await foreign.wipe()
          await cp(join(directory, 'backup'), join(place, 'clickhouse'), { recursive: true })
        }
        // Its own readers go on with what comes, before anybody looks whether something is missing.
        const readOn = async () => {
          const events = () => foreign.ask('SELECT count() FROM lifespan.events')
          const before = await events()
          await send(deployment, 0)
          await expect.poll(events, POLL).not.toBe(before)
        }
        try {
          await deployment.start('correlate')
          await deployment.start('collect')
          await send(deployment, 0)
          await expect.poll(async () => (await found()).length, POLL).toBeGreaterThan(HALF)
          await restart(() => cp(join(place, 'clickhouse'), join(directory, 'backup'), { recursive: true }))
          await deployment.start('correlate')
          await poison()
          await send(deployment, HALF)
          await allFound()
          await doctorSees(data, env)
          await isMeasured(deployment.of('correlate')[0]!)
          const told = await ends(TOPICS.findings)

          await restart(restore)
          await readOn()
          await deployment.start('correlate')
          expect(deployment.said.join('\n')).toMatch(/ClickHouse has less of the log than was archived/)
          await allFound()
          await poisonIsCounted(foreign, data, env)

          await again(restore)
          await readOn()
          await allFound()

          await again(() => foreign.wipe())
          await allFound()

          await restart(() => foreign.wipe())
          await byLifespan.start('archive')
          const correlating = await byLifespan.start('correlate')
          await expect(deployment.start('correlate')).rejects.toThrow(
            /kafka.archived_by .* is clickhouse here, and lifespan/,
          )
          await allFound()
          await poisonIsCounted(foreign, data, env)
          expect((await lifespan(['verify', '--data', data], undefined, env)).stdout).toContain(' 0 differences')
          // Each correlator that was started wrote nothing into the first, to see whether it may.
          const [first = 0, ...others] = await ends(TOPICS.findings)
          expect([first - 3, ...others]).toEqual(told)
          await byLifespan.stop(correlating)
          await byLifespan.stop(byLifespan.of('archive')[0]!)

          await foreign.kill()
          await foreign.wipe()
          await foreign.startAgain()
          const gone = (await ends(TOPICS.events)).map((high, partition) => ({ partition, offset: String(high) }))
          await admin.deleteTopicRecords({ topic: TOPICS.events, partitions: gone })
          await expect(deployment.start('correlate')).rejects.toThrow(/no longer reaches back.*--accept-gap/s)
          const kept = await ends(TOPICS.findings)
          await deployment.stop(await deployment.start('correlate', ['--accept-gap']))
          await isReady(await deployment.start('correlate'))
          // What is gone is no reason to take back what was found of it.
          const [one = 0, ...all] = await ends(TOPICS.findings)
          expect([one - 2, ...all]).toEqual(kept)
        } finally {
          await deployment.end()
          await byLifespan.end()
          await foreign.kill()
        }
      }),
  )
})

/** Whoever judges tells how much of the log is his, and whether he keeps up. */
async function isMeasured({ url }: Member): Promise<void> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/^lifespan_partitions 4$/m)
  expect(metrics).toMatch(/^lifespan_partitions_behind_records 0$/m)
}

async function isReady({ url }: Member): Promise<void> {
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, POLL).toBe(200)
}

/** What `lifespan doctor` says of Kafka; nothing of a disk, for no process has one. */
async function doctorSees(data: string, env: Env): Promise<void> {
  const found = await jsonLines<Examined>(['doctor', '--json', '--data', data], env)
  const told = found.filter(({ check }) => check === 'kafka').map(({ level, where }) => [where, level])
  expect(Object.fromEntries(told)).toMatchObject({
    [cluster.bootstrap]: 'ok',
    'lifespan.events': 'ok',
    lifespan: 'ok',
    'lifespan-archive': 'ok',
    // The user has what Lifespan needs, and no more.
    'system.kafka_consumers': 'warn',
  })
  expect(found.map(({ check }) => check)).not.toContain('directory')
}

/** Records that nobody can read are counted once, and listed without a byte of them. */
async function poisonIsCounted(foreign: Foreign, data: string, env: Env): Promise<void> {
  const rows = await jsonLines<Accounted & { source: string }>(['query', 'account', '--json', '--data', data], env)
  expect(rows.find(({ source }) => source === 'lifespan.log')).toMatchObject({ rejected: 2, accepted: 0 })
  expect(await foreign.ask("SELECT count() FROM lifespan.rejected FINAL WHERE source = 'lifespan.log'")).toBe('2')
}
