import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startKafka, type Cluster } from '../kafka/cluster.ts'
import { noKafka } from '../kafka/needed.ts'
import { Deployment, type Member } from './deployment/deployment.ts'
import { startForeign, type Foreign } from './foreign-server.ts'
import { inDirectory, lifespan, type Env } from './lifespan.ts'
import { Outside, spansIn } from './outside.ts'
import { seeded } from './random.ts'
import { standing, undisturbed } from './undisturbed.ts'

const KILLS = Number(process.env['KAFKA_KILLS'] ?? 5)
const SEED = Number(process.env['SEED'] ?? 11)
/** How long ClickHouse is away in the middle of it. */
const AWAY_MS = Number(process.env['AWAY_MS'] ?? 8_000)
/** Longer than a member of the group may be silent. */
const PAUSE_MS = 6_000
const PAUSES = Math.ceil(KILLS / 10)
const PATIENCE_MS = 120_000
const PARTITIONS = '8'
const SESSION = '3s'
const KEY = 'a-key-of-a-deployment-for-tests-0123456789'

const random = seeded(SEED)
let cluster: Cluster
beforeAll(async () => {
  if (!noKafka) cluster = await startKafka()
}, PATIENCE_MS)
afterAll(() => cluster?.stop())

const envOf = (foreign: Foreign): Env => ({
  ...foreign.env(),
  KAFKA_BROKERS: cluster.bootstrap,
  LIFESPAN_KEY: KEY,
  LIFESPAN_KAFKA_PARTITIONS: PARTITIONS,
  LIFESPAN_KAFKA_SESSION: SESSION,
})

/** What happens to them meanwhile. */
async function mishaps(deployment: Deployment, foreign: Foreign): Promise<void> {
  const asleep = new Set<Member>()
  await Promise.all([kills(deployment, foreign, asleep), pauses(deployment, asleep)])
}

/** Kills any of those who are awake at random moments, each of which comes back. */
async function kills(deployment: Deployment, foreign: Foreign, asleep: ReadonlySet<Member>): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(500 + random() * 1_500)
    const awake = deployment.members.filter((member) => !asleep.has(member))
    const member = awake[Math.floor(random() * awake.length)]!
    await deployment.kill(member)
    if (kill === Math.floor(KILLS / 2)) await takeAway(foreign)
    await sleep(random() * 2_000)
    await deployment.start(member.role)
  }
}

/** Stops a correlator for so long that others have its partitions when it wakes, and goes on as if they were its own. */
async function pauses(deployment: Deployment, asleep: Set<Member>): Promise<void> {
  for (let pause = 0; pause < PAUSES; pause++) {
    await sleep(2_000)
    const zombie = deployment.of('correlate')[0]!
    asleep.add(zombie)
    await deployment.pause(zombie, PAUSE_MS)
    asleep.delete(zombie)
  }
}

async function takeAway(foreign: Foreign): Promise<void> {
  await foreign.kill()
  await sleep(AWAY_MS)
  await foreign.startAgain()
}

describe.skipIf(noKafka)(`a deployment on Kafka (kills: ${KILLS}, zombies: ${PAUSES}, SEED=${SEED})`, () => {
  test(
    'loses nothing that it acknowledged, and finds what one undisturbed Lifespan finds',
    { timeout: 200_000 + KILLS * 20_000 },
    () =>
      inDirectory(async (directory) => {
        const foreign = await startForeign(join(directory, 'clickhouse'))
        const env = envOf(foreign)
        const data = join(directory, 'nothing')
        const deployment = new Deployment(env, data)
        try {
          await Promise.all(
            (['correlate', 'correlate', 'collect', 'collect'] as const).map((role) => deployment.start(role)),
          )
          const outside = new Outside(150)
          let lives = true
          const collector = () => deployment.of('collect')[Math.floor(random() * 2)]?.url ?? 'http://127.0.0.1:1'
          const sending = outside.sendWhile(collector, () => lives)
          await mishaps(deployment, foreign)
          lives = false
          await sending
          await outside.finish(deployment.of('collect')[0]!.url)
          console.log(`SEED=${SEED}: ${outside.made} batches, ${deployment.said.length} lines of trouble`)

          const spans = [...new Set(Array.from({ length: outside.made }, (_, batch) => batch).flatMap(spansIn))]
          const stored = async () => Number(await foreign.ask('SELECT uniqExact(span_id) FROM analyst.events'))
          await expect.poll(stored, { timeout: 60_000, interval: 1_000 }).toBe(spans.length)
          const wanted = await undisturbed(join(directory, 'undisturbed'), outside.made)
          expect(wanted.length).toBeGreaterThan(outside.made)
          await expect
            .poll(async () => (await standing(data, env)).length, { timeout: 60_000, interval: 2_000 })
            .toBe(wanted.length)
          expect(await standing(data, env)).toEqual(wanted)
          const { code, stdout } = await lifespan(['verify', '--data', data], undefined, env)
          expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 differences')])
        } finally {
          console.log([...new Set(deployment.said)].slice(0, 30).join('\n'))
          await deployment.end()
          await foreign.kill()
        }
      }),
  )
})
