import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReceiver } from '../../alerts/io/receiver-for-test.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import { startConnected, type Connected } from '../kafka/connected.ts'
import { noKafka } from '../kafka/needed.ts'
import { readTopic } from '../kafka/read-topic.ts'
import { configuration, outliving, revoked, told } from './alerting.ts'
import { Deployment } from './deployment/deployment.ts'
import { startForeign } from './foreign-server.ts'
import { inDirectory, lifespan, type Env } from './lifespan.ts'
import { post } from './otlp.ts'

const START_MS = 120_000
const SOON = { timeout: 60_000, interval: 200 }

let connected: Connected
beforeAll(async () => {
  if (!noKafka) connected = await startConnected()
}, START_MS)
afterAll(() => connected?.stop())

/** Of what the findings are that are published and open. */
async function openSubjects(): Promise<string[]> {
  const { kafka, admin } = connected
  const newest = new Map<string, { readonly subject_id: string; readonly until: number }>()
  await readTopic(kafka, admin, TOPICS.findings, ({ message: { key, value } }) => {
    if (value === null) return
    newest.set(String(key), JSON.parse(String(value)) as { readonly subject_id: string; readonly until: number })
  })
  const open = [...newest.values()].filter(({ until }) => until > Date.now())
  return open.map(({ subject_id: subject }) => subject).toSorted()
}

describe.skipIf(noKafka)('alerts from the log in Kafka', () => {
  test('tell of each finding once, whoever dies and whatever is away', { timeout: 300_000 }, () =>
    inDirectory(async (directory) => {
      const foreign = await startForeign(join(directory, 'clickhouse'))
      const env: Env = {
        ...foreign.env(),
        KAFKA_BROKERS: connected.cluster.bootstrap,
        LIFESPAN_KEY: 'a-key-of-a-deployment-for-tests-0123456789',
        LIFESPAN_KAFKA_PARTITIONS: '4',
        LIFESPAN_KAFKA_SESSION: '3s',
      }
      const receiver = await startReceiver()
      const data = join(directory, 'data')
      const config = await configuration(directory, receiver.url)
      const deployment = new Deployment({ ...env, LIFESPAN_CONFIG: config }, data)
      const whats = () => receiver.received.map((one) => told(one).what).toSorted()
      try {
        await deployment.start('correlate')
        const { url: otlp } = await deployment.start('collect')
        const collector = { otlp }
        const now = Date.now()
        // Published before anybody was to be told: one is over, and one is open.
        for (const id of ['a', 'over']) await post(collector, outliving(id, now))
        await expect.poll(openSubjects, SOON).toEqual(['a', 'over'])
        await post(collector, revoked('over', now))
        await expect.poll(openSubjects, SOON).toEqual(['a'])
        const first = await deployment.start('notify')
        await expect.poll(whats, SOON).toEqual(['Create L01 a'])
        expect((await fetch(`${first.url}/readyz`)).status).toBe(200)

        const second = await lifespan(['notify', '--data', join(directory, 'other'), '--probes-port', '0'], undefined, {
          ...env,
          LIFESPAN_CONFIG: config,
        })
        expect(second).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('somebody tells of findings') as string,
        })

        const noted = () => foreign.ask('SELECT subject_id FROM lifespan.notifications FINAL ORDER BY ALL')
        await expect.poll(noted, SOON).toBe('a')
        await foreign.kill()
        await post(collector, outliving('b', now))
        await expect.poll(whats, SOON).toEqual(['Create L01 a', 'Create L01 b'])
        await deployment.kill(first)
        // What others may have put there is nothing, and holds nothing up.
        const producer = connected.kafka.producer()
        await producer.connect()
        const foreigners = ['no finding', '{"id":1}', null].map((value) => ({ key: 'any', value }))
        await producer.send({ topic: TOPICS.findings, messages: foreigners })
        await producer.disconnect()
        for (const id of ['c', 'd']) await post(collector, outliving(id, now))
        await post(collector, revoked('a', now))
        await deployment.start('notify')
        await expect
          .poll(whats, SOON)
          .toEqual(['Close L01 a', 'Create L01 a', 'Create L01 b', 'Create L01 c', 'Create L01 d'])
        const listed = await lifespan(['alerts', 'list', '--data', data, '--config', config])
        expect(listed.stderr).toContain('soc: 5 sent')
        await foreign.startAgain()
        await expect.poll(noted, SOON).toBe('a\na\nb\nc\nd')
        expect(deployment.said.join('\n')).toContain("is no finding of Lifespan's: passed over")
      } finally {
        console.log([...new Set(deployment.said)].slice(0, 30).join('\n'))
        await deployment.end()
        await foreign.kill()
        await receiver.stop()
      }
    }),
  )
})
