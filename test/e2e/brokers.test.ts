import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TOPICS } from '../../log/kafka/topics.ts'
import type { Cluster } from '../kafka/cluster.ts'
import { startConnected, type Connected } from '../kafka/connected.ts'
import { noKafka } from '../kafka/needed.ts'
import { Lanes } from './brokers/lanes.ts'
import { Deployment } from './deployment/deployment.ts'
import { startForeign } from './foreign-server.ts'
import { inDirectory, lifespan, type Env } from './lifespan.ts'
import { Outside, spansIn } from './outside.ts'
import { standing, undisturbed } from './undisturbed.ts'

/** How many of the three brokers are killed, one after the other: first the one that coordinates the correlators. */
const KILLS = Number(process.env['BROKER_KILLS'] ?? 1)
/** How long each is away: longer than the 9 s after which others lead what it led. */
const AWAY_MS = Number(process.env['AWAY_MS'] ?? 12_000)
const PATIENCE_MS = 120_000
const LEAVING_MS = 15_000
const SOON = { timeout: 60_000, interval: 1_000 }
const OFFSETS = '__consumer_offsets'
const GROUP = 'lifespan'

let connected: Connected
let cluster: Cluster
let kafka: Kafka
let admin: Admin
beforeAll(async () => {
  if (noKafka) return
  connected = await startConnected({ brokers: 3 })
  ;({ cluster, kafka, admin } = connected)
}, PATIENCE_MS)
afterAll(() => connected?.stop())

/** Ids of the brokers, from the one that coordinates the correlators on. */
async function inTurn(): Promise<readonly number[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [OFFSETS] })
  const { partitions } = topics[0]!
  const { leader } = partitions.find(({ partitionId }) => partitionId === Math.abs(hashOf(GROUP)) % partitions.length)!
  return [0, 1, 2].map((n) => ((leader - 1 + n) % 3) + 1)
}

/** Java's of a text, by which Kafka finds where a group is kept. */
const hashOf = (text: string) => Buffer.from(text).reduce((hash, byte) => (hash * 31 + byte) | 0, 0)

/** All copies are the same again. */
async function inSync(): Promise<boolean> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [OFFSETS, ...Object.values(TOPICS)] })
  return topics.every(({ partitions }) => partitions.every(({ isr }) => isr.length === 3))
}

/** Kills one broker after the other; each comes back before the next one goes. */
async function mishaps(): Promise<void> {
  for (const id of (await inTurn()).slice(0, KILLS)) {
    const broker = cluster.brokers[id - 1]!
    await sleep(2_000)
    await broker.kill()
    await sleep(AWAY_MS)
    await broker.start()
    await expect.poll(inSync, SOON).toBe(true)
  }
}

/** No connection that was lost on the way keeps a process. */
async function expectLeaving(deployment: Deployment): Promise<void> {
  const asked = Date.now()
  while (deployment.members.length > 0) await deployment.stop(deployment.members[0]!)
  expect(Date.now() - asked).toBeLessThan(LEAVING_MS)
}

describe.skipIf(noKafka)(`a deployment on three brokers, ${KILLS} of which are killed`, () => {
  test(
    'loses nothing that it acknowledged, and finds what one undisturbed Lifespan finds',
    { timeout: 200_000 + KILLS * (AWAY_MS + 60_000) },
    () =>
      inDirectory(async (directory) => {
        const foreign = await startForeign(join(directory, 'clickhouse'))
        const env: Env = {
          ...foreign.env(),
          KAFKA_BROKERS: cluster.bootstrap,
          LIFESPAN_KEY: 'a-key-of-a-deployment-for-tests-0123456789',
          LIFESPAN_KAFKA_PARTITIONS: '8',
          LIFESPAN_KAFKA_SESSION: '3s',
        }
        const data = join(directory, 'nothing')
        const deployment = new Deployment(env, data)
        try {
          await Promise.all((['correlate', 'correlate', 'collect'] as const).map((role) => deployment.start(role)))
          const { url } = deployment.of('collect')[0]!
          const [outside, lanes] = [new Outside(20), new Lanes(kafka, admin)]
          let lives = true
          const sending = Promise.all([outside.sendWhile(url, () => lives), lanes.writeWhile(() => lives)])
          await mishaps()
          lives = false
          await sending
          await outside.finish(url)
          console.log(`${outside.made} batches, ${lanes.acknowledged} times six records beside them`)
          expect(await lanes.lost()).toEqual([])

          const spans = [...new Set(Array.from({ length: outside.made }, (_, batch) => batch).flatMap(spansIn))]
          const stored = async () => Number(await foreign.ask('SELECT uniqExact(span_id) FROM analyst.events'))
          await expect.poll(stored, SOON).toBe(spans.length)
          const wanted = await undisturbed(join(directory, 'undisturbed'), outside.made)
          expect(wanted.length).toBeGreaterThan(outside.made)
          await expect.poll(async () => (await standing(data, env)).length, SOON).toBe(wanted.length)
          expect(await standing(data, env)).toEqual(wanted)
          const { code, stdout } = await lifespan(['verify', '--data', data], undefined, env)
          expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 differences')])
          await expectLeaving(deployment)
        } finally {
          console.log([...new Set(deployment.said)].slice(0, 30).join('\n'))
          await deployment.end()
          await foreign.kill()
        }
      }),
  )
})
