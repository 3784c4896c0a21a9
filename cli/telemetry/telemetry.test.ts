import parsePrometheus from 'parse-prometheus-text-format'
import { describe, expect, test } from 'vitest'
import { EventBatch } from '../../schemas/batch.ts'
import { Distribution } from '../../schemas/distribution.ts'
import { METRICS, type MetricName } from '../../schemas/metrics.ts'
import { Account } from '../../log/account.ts'
import { Rejections } from '../../log/rejected.ts'
import { expositionOf } from './exposition.ts'
import { Inserts } from './inserts.ts'
import { Journeys, type Journey } from './journeys.ts'
import { isOwn } from './own-address.ts'
import { Records } from './records.ts'
import type { Readings } from './readings.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Append } from '../../log/log.ts'

describe('the exposition', () => {
  test('has each metric that is declared, in a form that others read, whatever stands in a label', async () => {
    const distribution = new Distribution()
    for (const seconds of [0.001, 0.3, 400]) distribution.observe(seconds)
    const hostile = 'a"b\\c\nd{}'
    const readings = Object.fromEntries(
      Object.entries(METRICS).map(([name, { kind, labels }]) => [
        name,
        () => [
          {
            labels: Object.fromEntries(labels.map((label) => [label, hostile])),
            value: kind === 'histogram' ? distribution : 5,
          },
        ],
      ]),
    ) as unknown as Readings
    const text = await (await expositionOf(readings))()
    const families = parsePrometheus(text)
    const ours = families.filter(({ name }) => name.startsWith('lifespan_'))
    expect(ours.map(({ name, help, type }) => [name, help, type])).toEqual(
      Object.entries(METRICS).map(([name, { kind, doc }]) => [name, doc, kind.toUpperCase()]),
    )
    const delays = ours.find(({ name }) => name === 'lifespan_publish_delay_seconds')!.metrics[0]!
    expect(delays).toMatchObject({ count: '3', sum: '400.301', buckets: { '0.001': '1', '0.5': '2', '+Inf': '3' } })
    expect(families.map(({ name }) => name)).toEqual(expect.arrayContaining(['nodejs_eventloop_lag_seconds']))
  })

  test.each(Object.keys(METRICS) as MetricName[])('%s is named as Prometheus wants it', (name) => {
    const { kind } = METRICS[name]
    expect(name).toMatch(/^lifespan_[a-z]+(_[a-z]+)*$/)
    expect(name.endsWith('_total')).toBe(kind === 'counter')
    expect(kind !== 'histogram' || name.endsWith('_seconds')).toBe(true)
  })
})

test('sources beyond a hundred are counted as one', () => {
  const records = new Records()
  const line = (n: number) => ({ source: `s${n}`, outcome: 'accepted', reason: '', records: 2 }) as const
  for (let n = 0; n < 1_000; n++) records.add([line(n), { ...line(n), outcome: 'warning' }])
  expect(records.bySource.size).toBe(101)
  expect(records.bySource.get('other')).toEqual({ accepted: 1_800, ignored: 0, rejected: 0 })
})

test('inserts are counted by table, done and failed', async () => {
  const inserts = new Inserts()
  const answers = [Promise.reject(new Error('later')), Promise.resolve()]
  const client = inserts.counted({ insertNative: () => answers.shift()! } as unknown as ClickHouse)
  const insert = () => client.insertNative('lifespan.events', [], new Uint8Array())
  await expect(insert()).rejects.toThrow('later')
  await insert()
  expect([...inserts.byTable]).toMatchObject([['events', { done: 1, failed: 1 }]])
})

describe('the way of a batch', () => {
  const nothing: Append = { write: () => undefined, account: new Account(), rejections: new Rejections() }
  const some = (fails = false) => {
    const journeys = new Journeys()
    const batch = { length: 0 }
    const written = { ...nothing, write: () => (batch.length += 1) } as unknown as Append
    const log = journeys.log({
      append: async ({ write }) => {
        write(batch as unknown as EventBatch)
        if (fails) throw new Error('a bug')
      },
      close: async () => undefined,
    })
    return { journeys, batch: batch as unknown as EventBatch, log, written }
  }

  test('begins with its first record, and ends when all is published', async () => {
    const { journeys, batch, log, written } = some()
    const published = Promise.withResolvers<void>()
    const ended: Journey[] = []
    journeys.onEnd = (journey) => ended.push(journey)
    const reader = journeys.reader({ merge: () => undefined, durable: () => undefined, settled: published.promise })
    await log.append(written)
    await log.append(written)
    reader.merge(batch)
    expect(journeys.oldest).not.toBeNull()
    expect(journeys.events).toBe(0)
    reader.durable(1)
    expect(journeys.events).toBe(2)
    expect(journeys.oldest).not.toBeNull()
    published.resolve()
    await expect.poll(() => ended).toMatchObject([{ events: 2 }])
    expect(journeys.oldest).toBeNull()
    const [{ taken, sent, durable, judged, published: last }] = ended as [Journey]
    expect([taken, sent, durable, judged, last].toSorted((a, b) => a - b)).toEqual([taken, sent, durable, judged, last])
  })

  test('of nothing is none; one that the log lost is not waited for', async () => {
    const { journeys, log } = some()
    await log.append(nothing)
    expect(journeys.oldest).toBeNull()
    const lost = some(true)
    await expect(lost.log.append(lost.written)).rejects.toThrow('a bug')
    expect(lost.journeys.oldest).toBeNull()
  })
})

describe('an address', () => {
  const own = ['http://127.0.0.1:4318', 'http://127.0.0.1:4317']
  test.each([
    'http://127.0.0.1:4318',
    'http://127.0.0.1:4317/v1/traces',
    'http://localhost:4318',
    'http://LOCALHOST.:4318/',
    'http://user:password@127.1:4318',
    'http://2130706433:4318',
    'http://0.0.0.0:4318',
    'http://127.8.9.10:4318',
    'https://[::1]:4318',
    'http://[::]:4318',
    'http://[::ffff:127.0.0.1]:4318',
  ])('that leads to ourselves is seen: %s', async (address) => {
    expect(await isOwn(address, own)).toBe(true)
  })

  test.each(['http://127.0.0.1:4319', 'http://192.0.2.7:4318', 'http://localhost', 'http://nowhere.invalid:4318'])(
    'of somebody else is not: %s',
    async (address) => {
      expect(await isOwn(address, own)).toBe(false)
    },
  )
})
