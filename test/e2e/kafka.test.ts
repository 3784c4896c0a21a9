import { setTimeout as sleep } from 'node:timers/promises'
import type { ITopicConfig } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeProtobuf } from '../../collector/otlp/test-protobuf.ts'
import { connectKafka } from '../../log/kafka/connection.ts'
import { createTopics } from '../../log/kafka/topics.ts'
import { startKafka, type Cluster } from '../kafka/cluster.ts'
import { noKafka } from '../kafka/needed.ts'
import { ask, findingsOf } from './asking.ts'
import { inDirectory, lifespan, start, type Running } from './lifespan.ts'
import { post, spanOf, tracesOf } from './otlp.ts'
import { batchOf, spansIn } from './outside.ts'

const START_MS = 120_000
const BATCHES = 300
/** What is read in the middle of it is lost with the process. */
const KILLED = 3

let cluster: Cluster
beforeAll(async () => {
  if (!noKafka) cluster = await startKafka()
}, START_MS)
afterAll(() => cluster?.stop())

const all = Array.from({ length: BATCHES }, (_, batch) => batch)

/** Makes the topics and fills one, as the OpenTelemetry Collector's Kafka exporter does. */
async function fill(): Promise<void> {
  const kafka = connectKafka({ brokers: cluster.bootstrap.split(','), onTrouble: () => undefined })
  const [admin, producer] = [kafka.admin(), kafka.producer()]
  await Promise.all([admin.connect(), producer.connect()])
  await createTopics(admin, topics())
  const values = all.map((batch) => Buffer.from(encodeProtobuf('TracesRequest', tracesOf(batchOf(batch).map(spanOf)))))
  await producer.send({ topic: 'otlp_spans', messages: values.map((value, n) => ({ value, partition: n % 3 })) })
  await producer.send({ topic: 'otlp_logs', messages: [{ value: 'no OTLP' }] })
  await Promise.all([admin.disconnect(), producer.disconnect()])
}

const topics = (): ITopicConfig[] =>
  ['otlp_spans', 'otlp_logs'].map((topic) => ({ topic, numPartitions: 3, replicationFactor: 1 }))

const open = (data: string): Promise<Running> =>
  start('up', data, [], { env: { LIFESPAN_OTLP_KAFKA_BROKERS: cluster.bootstrap, LIFESPAN_OTLP_KAFKA_SESSION: '2s' } })

async function stored({ run }: Running): Promise<number> {
  const { text } = await ask(run, 'SELECT uniqExact(span_id) FROM analyst.events')
  return Number(text)
}

const spans = new Set(all.flatMap(spansIn)).size

/** Kills it while it reads, several times; then lets it read to the end. */
async function readWithCrashes(data: string): Promise<Running> {
  for (let kills = 0; kills < KILLED; kills++) {
    const running = await open(data)
    await sleep(300 + 350 * kills)
    running.child.kill('SIGKILL')
    await running.ended
  }
  const running = await open(data)
  await expect.poll(() => stored(running), { timeout: 60_000, interval: 500 }).toBe(spans)
  return running
}

describe.skipIf(noKafka)('OTLP on Kafka', () => {
  test('is read to the end whatever dies meanwhile, and leads to the findings that OTLP over HTTP leads to', async () => {
    await fill()
    await inDirectory(async (data) => {
      const running = await readWithCrashes(data)
      await expect
        .poll(async () => (await lifespan(['query', 'rejected', '--json', '--data', data])).stdout, { timeout: 20_000 })
        .toContain('"last_place":"otlp_logs/')
      const found = await findingsOf(data)
      expect(found.length).toBeGreaterThan(100)
      expect((await lifespan(['verify', '--data', data])).stdout).toContain(' 0 differences')
      await running.stop()
      expect((await running.ended).stderr).not.toMatch(/^ +at /m)
      expect(found).toEqual(await overHttp())
    })
  }, 240_000)
})

/** The same over HTTP. */
async function overHttp() {
  return inDirectory(async (data) => {
    const running = await start('up', data)
    for (const batch of all) {
      expect((await post(running.run, tracesOf(batchOf(batch).map(spanOf)))).status).toBe(200)
    }
    const found = await findingsOf(data)
    await running.stop()
    return found
  })
}
