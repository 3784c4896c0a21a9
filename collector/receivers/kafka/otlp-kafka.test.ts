import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import type { Kafka, Producer } from 'kafkajs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Fault } from '../../../clickhouse/fault.ts'
import { credentials, lifespanTelemetry } from '../../../instrumentation/index.ts'
import { KafkaSpanExporter, type RecordProducer } from '../../../instrumentation/kafka.ts'
import { connectKafka } from '../../../log/kafka/connection.ts'
import { createTopics } from '../../../log/kafka/topics.ts'
import { startKafka, type Cluster } from '../../../test/kafka/cluster.ts'
import { sendByJava } from '../../../test/kafka/console-producer.ts'
import { noKafka } from '../../../test/kafka/needed.ts'
import { encodeProtobuf } from '../../otlp/test-protobuf.ts'
import { json, span, tracesRequest } from '../../otlp/test-requests.ts'
import type { RecordOutcome } from '../../translated.ts'
import { startOtlpKafka, type OtlpKafka } from './otlp-kafka.ts'

const { CompressionTypes } = kafkajs
const START_MS = 60_000

let cluster: Cluster
let kafka: Kafka
let producer: Producer
const running: OtlpKafka[] = []

beforeAll(async () => {
  cluster = await startKafka()
  kafka = connectKafka({ brokers: cluster.bootstrap.split(','), onTrouble: () => undefined })
  producer = kafka.producer()
  await producer.connect()
}, START_MS)
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})
afterAll(async () => {
  await producer?.disconnect()
  await cluster?.stop()
})

interface Read {
  readonly record: RecordOutcome
  readonly place: string
}

/** Topics of its own, and a receiver of them that keeps what it reads. */
async function start(submit?: (place: string) => void) {
  const id = randomUUID()
  const topics = { traces: `otlp_spans-${id}`, logs: `otlp_logs-${id}` }
  const admin = kafka.admin()
  await admin.connect()
  await createTopics(
    admin,
    Object.values(topics).map((topic) => ({ topic, numPartitions: 2 })),
  )
  await admin.disconnect()
  const read: Read[] = []
  const troubles: string[] = []
  const onError = (error: Error) => void troubles.push(error.message)
  const intake = {
    submit: async (_source: string, records: readonly RecordOutcome[], place = '') => {
      submit?.(place)
      read.push(...records.map((record) => ({ record, place })))
      return records
    },
  }
  const open = () => {
    const access = { brokers: cluster.bootstrap.split(','), onTrouble: onError }
    const receiver = startOtlpKafka({ access, group: id, session: 10_000, topics, intake, source: 'otlp', onError })
    running.push(receiver)
    return receiver
  }
  const send = (value: Buffer | null, compression = CompressionTypes.None, topic = topics.traces) =>
    producer.send({ topic, compression, messages: [{ value, partition: 0 }] })
  const said = () =>
    read.map(({ record: { outcome, detail } }) =>
      outcome.kind === 'accepted'
        ? outcome.value.events[0]!.credential_id
        : [outcome.reason, detail].filter((part) => part !== undefined).join(': '),
    )
  return { topics, read, troubles, open, send, said }
}

const used = (id: string) => tracesRequest([span('credential.used', { 'credential.id': id, 'credential.issuer': 'i' })])
const proto = (id: string) => Buffer.from(encodeProtobuf('TracesRequest', used(id)))
const NOTHING = 'message is not OTLP: no record in it: it is encoded otherwise than otlp_proto or otlp_json'

describe.skipIf(noKafka)('OTLP from Kafka', () => {
  test('is read in both encodings and whatever it is compressed with', async () => {
    const { open, send, said, read, topics } = await start()
    const codecs = ['None', 'GZIP', 'Snappy', 'ZSTD'] as const
    for (const name of codecs) await send(proto(`proto-${name}`), CompressionTypes[name])
    await send(Buffer.from(json(used('json'))))
    await send(Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), json(used('marked'))]))
    open()
    await expect.poll(said, { timeout: 20_000 }).toHaveLength(6)
    expect(said()).toEqual([...codecs.map((name) => `proto-${name}`), 'json', 'marked'])
    expect(read[2]!.place).toBe(`${topics.traces}/0@2`)
  })

  test("is read as Kafka's own producer compresses it", async () => {
    const { open, said, topics } = await start()
    const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
    const lines = (codec: string) =>
      Array.from({ length: 20 }, (_, n) => Buffer.from(json(used(`${codec}-${n}`))).toString())
    for (const codec of codecs) await sendByJava(cluster.bootstrap, topics.traces, codec, lines(codec))
    open()
    await expect.poll(said, { timeout: 20_000 }).toHaveLength(100)
    expect(said().toSorted()).toEqual(codecs.flatMap((codec) => lines(codec).map((_, n) => `${codec}-${n}`)).toSorted())
  }, 60_000)

  test('is read on behind what can not be read, which is counted with its reason', async () => {
    const { open, send, said } = await start()
    await send(proto('before'))
    await send(Buffer.from('[{"traceId":"1"}]'))
    await send(Buffer.from('{"traceId":"463ac35c9f6413ad48485a3953bb6124"}'))
    await send(Buffer.from([0x1a, 3, 1, 2, 3]))
    await send(Buffer.from('nonsense'))
    await send(null)
    await send(Buffer.alloc(0))
    await send(proto('after'))
    open()
    await expect.poll(said, { timeout: 20_000 }).toHaveLength(8)
    expect(said()).toEqual([
      'before',
      'message is not OTLP: not protobuf',
      NOTHING,
      NOTHING,
      'message is not OTLP: not protobuf',
      'message is empty',
      'message is empty',
      'after',
    ])
  })

  test('is read as the instrumentation library sends it, which makes no record larger than brokers take', async () => {
    const { open, said, read, topics } = await start()
    const sent = vi.fn<(bytes: number) => void>()
    const own = kafka.producer()
    const watched: RecordProducer = {
      connect: () => own.connect(),
      send: (batch) => {
        sent(batch.messages[0]!.value.length)
        return own.send(batch)
      },
      disconnect: () => own.disconnect(),
    }
    const exporter = new KafkaSpanExporter({ producer: watched, topic: topics.traces })
    const telemetry = lifespanTelemetry({ exporter })
    const many = Array.from({ length: 512 }, (_, n) => `exported-${n}`)
    for (const id of many) credentials.used({ id, issuer: 'i' }, { target: 'a long target '.repeat(250) })
    await telemetry.shutdown()
    open()
    await expect.poll(() => read.length, { timeout: 20_000 }).toBe(many.length)
    expect(said().toSorted()).toEqual(many.toSorted())
    expect(sent.mock.calls.length).toBeGreaterThan(1)
    expect(Math.max(...sent.mock.calls.map(([bytes]) => bytes))).toBeLessThan(1_000_000)
  })

  test.each(['GZIP', 'ZSTD'] as const)('that inflates to too much is counted and passed: %s', async (codec) => {
    const { open, send, said } = await start()
    await send(proto('before'))
    await send(Buffer.alloc(80 * 1_048_576), CompressionTypes[codec])
    await send(proto('after'))
    open()
    await expect.poll(said, { timeout: 20_000 }).toHaveLength(3)
    expect(said()).toEqual(['before', 'messages that cannot be decompressed', 'after'])
  })

  test('goes on where it was committed, once what it had read was durable', async () => {
    let down = true
    const { open, send, said, troubles } = await start(() => {
      if (down) throw new Fault('CLICKHOUSE_UNAVAILABLE', 'away')
    })
    await send(proto('first'))
    const first = open()
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect([said(), first.counters.messages]).toEqual([[], 0])
    await running.splice(0)[0]!.close()
    down = false
    open()
    await expect.poll(said, { timeout: 20_000 }).toEqual(['first'])
    await running.splice(0)[0]!.close()
    await send(proto('second'))
    open()
    await expect.poll(said, { timeout: 20_000 }).toEqual(['first', 'second'])
    expect(troubles).toEqual([])
  }, 60_000)

  test('counts what can not be stored for another reason, and reads on', async () => {
    const { open, send, said, troubles } = await start((place) => {
      if (place.endsWith('@0') && troubles.length === 0) throw new Error('a bug')
    })
    await send(proto('poison'))
    await send(proto('good'))
    open()
    await expect.poll(() => said().toSorted(), { timeout: 20_000 }).toEqual(['good', 'message could not be taken'])
    expect(troubles).toEqual(['a bug'])
  })
  test('that is not there is asked for by its name', async () => {
    const onTrouble = (error: Error) => void troubles.push(error.message)
    const troubles: string[] = []
    const access = { brokers: cluster.bootstrap.split(','), onTrouble }
    const topics = { traces: 'nowhere-spans', logs: 'nowhere-logs' }
    const intake = { submit: async () => [] }
    const more = { intake, source: 'otlp', onError: onTrouble }
    running.push(startOtlpKafka({ access, group: 'nowhere', session: 10_000, topics, ...more }))
    await expect
      .poll(() => troubles, { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/make nowhere-spans, nowhere-logs, or name another/))
  }, 60_000)
})
