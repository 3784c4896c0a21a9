import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeProtobuf } from '../../collector/otlp/test-protobuf.ts'
import { accountOf, findingsOf } from './asking.ts'
import { delivery, RECORDS } from './cloudtrail.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { post, spanOf, tracesOf, used } from './otlp.ts'
import { engineOf, get, metricsOf, push, startCollector } from './web.ts'

const TOKEN = 'token-of-a-shipper-0123456789'
const OTHER = 'the-next-token-of-it-987654321'
const env = { LIFESPAN_INGEST_TOKEN: `${TOKEN} ${OTHER}` }
const known = { authorization: `Bearer ${TOKEN}` }
const NDJSON = RECORDS.map((record) => JSON.stringify(record)).join('\n')
const gzip = (text: string) => new Uint8Array(gzipSync(text))

describe('the probes', () => {
  test('say that it lives, and whether it can work: not while ClickHouse is stopped', async () => {
    await inDirectory(async (data) => {
      const { run, stop } = await start('up', data)
      expect(await get(run, '/healthz')).toMatchObject({ status: 200, text: 'ok\n' })
      expect(await get(run, '/readyz')).toMatchObject({ status: 200, text: 'ready\n' })
      expect(await get(run, '/readyz', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
      const refused = await get(run, '/healthz', { method: 'POST' })
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD'])

      const engine = await engineOf(data)
      process.kill(engine, 'SIGSTOP')
      try {
        const began = Date.now()
        const answers = await Promise.all(Array.from({ length: 50 }, () => get(run, '/readyz')))
        expect(Date.now() - began).toBeLessThan(2_000)
        expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
          new Set(['503 ClickHouse does not answer within 0.8 s\n']),
        )
        expect((await get(run, '/healthz')).status).toBe(200)
        expect((await metricsOf(run)).value('lifespan_build_info')).toBe(1)
      } finally {
        process.kill(engine, 'SIGCONT')
      }
      await expect.poll(async () => (await get(run, '/readyz')).status, { timeout: 10_000 }).toBe(200)
      await stop()
    })
  }, 60_000)
})

describe('the metrics', () => {
  test('move with what is done, and neither grow with what strangers send nor hold a secret', async () => {
    await inDirectory(async (data) => {
      const { run, stop } = await start('up', data, [], { env })
      const before = await metricsOf(run)
      expect(before.type).toBe('text/plain; version=0.0.4; charset=utf-8')
      for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds'])
        expect(before.families.map((family) => family.name)).toContain(name)

      expect(await post(run, tracesOf([spanOf(used('c', Date.now(), 'a'.repeat(16)))]))).toMatchObject({ status: 200 })
      expect(await post(run, 'no JSON')).toMatchObject({ status: 400 })
      expect(await push(run, 'prod', delivery(RECORDS), known)).toMatchObject({ status: 200 })
      const created = async () =>
        (await metricsOf(run)).value('lifespan_findings_total', { rule: 'L01', activity: 'create' })
      await expect.poll(created, { timeout: 10_000 }).toBe(2)
      const after = await metricsOf(run)
      const value = (name: string, labels = {}) => after.value(`lifespan_${name}`, labels)
      expect(value('requests_total', { receiver: 'http', status: '200' })).toBe(1)
      expect(value('requests_total', { receiver: 'http', status: '400' })).toBe(1)
      expect(value('requests_total', { receiver: 'push', status: '200' })).toBe(1)
      expect(value('request_duration_seconds_count', { receiver: 'http' })).toBe(2)
      expect(value('records_total', { source: 'otlp', outcome: 'accepted' })).toBe(1)
      expect(value('records_total', { source: 'otlp', outcome: 'rejected' })).toBe(1)
      expect(value('records_total', { source: 'prod', outcome: 'accepted' })).toBe(8)
      expect(value('events_stored_total')).toBeGreaterThan(8)
      expect(value('inserts_total', { table: 'events' })).toBe(
        value('insert_duration_seconds_count', { table: 'events' }),
      )
      expect(value('publish_delay_seconds_count')).toBeGreaterThan(0)
      expect(value('entities', { kind: 'credential' })).toBe(4)
      expect(value('correlator_memory_bytes')).toBeGreaterThan(1e6)
      expect(value('clickhouse_memory_bytes')).toBeGreaterThan(1e7)
      expect(value('held_bytes')).toBe(0)
      expect(value('unpublished_seconds')).toBe(0)

      for (let n = 0; n < 50; n++) {
        await push(run, `stranger-${n}`, NDJSON, { authorization: `Bearer ${TOKEN}x${n}` })
        await get(run, `/no/such/path-${n}`, { method: n % 2 === 0 ? 'PUT' : 'GET' })
        await post(run, tracesOf([spanOf({ ...used(`c${n}`, 'never', 'b'.repeat(16)), name: `n${n}` })]))
      }
      const later = await metricsOf(run)
      // Progress is written down a second after the first batch, be there strangers or not.
      const isNew = (series: string) => /^lifespan_(?!.*"progress")/.test(series) && !after.series.includes(series)
      const grown = later.series.filter(isNew).toSorted()
      expect(grown).toEqual([
        'lifespan_requests_total{receiver="http",status="404"}',
        'lifespan_requests_total{receiver="push",status="401"}',
      ])
      for (const secret of [TOKEN, OTHER, run.token, run.analystPassword, 'stranger'])
        expect(later.text).not.toContain(secret)
      await stop()
    })
  }, 60_000)
})

/** What stands, without when it was published. */
const found = async (data: string) =>
  (await findingsOf(data)).map((finding) => ({ ...finding, published_at: null, version: null, writer: null }))

describe('pushed logs', () => {
  const BROKEN = [NDJSON, '{"eventVersion": "1.09", broken', '{"of": "nobody"}'].join('\n')
  const half = (body: Uint8Array<ArrayBuffer>) => body.subarray(0, -60)

  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['a delivery file', delivery(RECORDS)],
    ['half a delivery file in gzip', half(gzip(delivery(RECORDS)))],
    ['NDJSON in which not all is right', BROKEN],
  ])(
    'lead to what lifespan ingest finds and counts, also a second time: %s',
    async (_, body) => {
      await inDirectory(async (directory) => {
        const [one, other, file] = ['one', 'other', 'logs'].map((name) => join(directory, name)) as [
          string,
          string,
          string,
        ]
        await writeFile(file, body)
        expect((await lifespan(['ingest', file, '--source', 'prod', '--data', one])).code).toBe(0)
        const { run, stop } = await start('up', other, [], { env })
        const first = await push(run, 'prod', body, known)
        expect(first.status).toBe(200)
        const account = await accountOf(one, 'prod')
        const { received, accepted, ignored, rejected } = account
        expect(first.answer).toMatchObject({ received, accepted, ignored, rejected })
        expect(await accountOf(other, 'prod')).toEqual(account)
        const expected = await found(one)
        await expect.poll(() => found(other), { timeout: 20_000 }).toEqual(expected)
        expect(await push(run, 'prod', body, { authorization: `Bearer ${OTHER}` })).toEqual(first)
        expect(await found(other)).toEqual(expected)
        const { stdout } = await lifespan(['query', 'rejected', '--json', '--data', other])
        const isListed = stdout.replaceAll('\\', '').includes('"/v1/ingest/prod"')
        expect(isListed).toBe(rejected > 0)
        await stop()
      })
    },
    90_000,
  )

  test('are refused without a token, with a wrong one, and where they are none; the token is nowhere to be seen', async () => {
    await inDirectory(async (data) => {
      const { run, stop, ended } = await start('up', data, [], { env })
      const status = async (
        ...args: [source: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>]
      ) => (await push(run, ...args)).status
      expect(await status('prod', NDJSON, {})).toBe(401)
      expect(await status('prod', NDJSON, { authorization: `Bearer ${TOKEN}x` })).toBe(401)
      expect(await status('prod', NDJSON, { authorization: `Bearer ${run.token}` })).toBe(401)
      expect(await status('a%2Fb', NDJSON, known)).toBe(400)
      const nobody = await get(run, '/v1/ingest', { method: 'POST', body: NDJSON, headers: known })
      expect([nobody.status, nobody.text]).toEqual([400, expect.stringContaining('POST to /v1/ingest/<source>')])
      expect((await metricsOf(run)).value('lifespan_requests_total', { receiver: 'push', status: '400' })).toBe(2)
      expect(await status('prod', 'hello', known)).toBe(400)
      expect(await status('prod', gzip(`{"a":"${'x'.repeat(30_000_000)}`), known)).toBe(413)
      expect(await accountOf(data, 'prod')).toMatchObject({ received: 2, accepted: 0, rejected: 2 })
      expect((await metricsOf(run)).value('lifespan_held_bytes')).toBe(0)
      const commands = [
        ['config', 'print', '--json'],
        ['config', 'check'],
        ['doctor', '--data', data],
      ]
      const said = await Promise.all(commands.map((args) => lifespan(args, undefined, env)))
      await stop()
      for (const { stdout, stderr } of [...said, await ended]) expect(stdout + stderr).not.toContain(TOKEN)
    })
  }, 60_000)

  test('are taken from nobody where no token is configured', async () => {
    await inDirectory(async (data) => {
      const { run, stop } = await start('up', data)
      const { status, answer } = await push(run, 'prod', NDJSON, known)
      expect([status, answer['message']]).toEqual([403, expect.stringContaining('LIFESPAN_INGEST_TOKEN')])
      await stop()
    })
  }, 60_000)
})

interface Sent {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[]
  }[]
}

describe('own traces', () => {
  test('go to the collector that is named, of what becomes of batches, and not to ourselves', async () => {
    await inDirectory(async (data) => {
      const collector = await startCollector()
      const { run, stop } = await start('up', data, [], { env: { LIFESPAN_TRACES_ENDPOINT: collector.url } })
      expect(await post(run, tracesOf([spanOf(used('c', Date.now(), 'a'.repeat(16)))]))).toMatchObject({ status: 200 })
      expect(await accountOf(data, 'otlp')).toMatchObject({ received: 1 })
      expect(await stop()).toBeLessThan(5_000)
      collector.close()
      expect(new Set(collector.bodies.map(({ path }) => path))).toEqual(new Set(['/v1/traces']))
      const spans = collector.bodies
        .flatMap(({ body }) => (decodeProtobuf('TracesRequest', body) as unknown as Sent).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
      expect(spans.map(({ name }) => name).toSorted()).toEqual(
        ['batch', 'insert', 'judge', 'publish', 'receive'].map((name) => `lifespan.${name}`),
      )
    })
  }, 60_000)

  test('to ourselves are refused at the start, by whatever name', async () => {
    await inDirectory(async (data) => {
      const { port, close } = await startCollector()
      close()
      const args = [
        'up',
        '--data',
        data,
        '--otlp-port',
        String(port),
        '--otlp-grpc-port',
        '0',
        '--clickhouse-port',
        '0',
      ]
      const { code, stderr } = await lifespan(args, undefined, {
        LIFESPAN_TRACES_ENDPOINT: `http://localhost:${port}/v1/traces`,
      })
      expect([code, stderr]).toEqual([2, expect.stringContaining('traces.endpoint')])
      expect(stderr).toContain('is this Lifespan itself')
    })
  }, 60_000)

  test('that nobody takes are told, and cost nothing else', async () => {
    await inDirectory(async (data) => {
      const { run, stop, ended } = await start('up', data, [], {
        env: { LIFESPAN_TRACES_ENDPOINT: 'http://127.0.0.1:9' },
      })
      expect(await post(run, tracesOf([spanOf(used('c', Date.now(), 'a'.repeat(16)))]))).toMatchObject({ status: 200 })
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect(await stop()).toBeLessThan(5_000)
      const { code, stderr } = await ended
      expect([code, stderr]).toEqual([0, expect.stringContaining('own traces do not reach 127.0.0.1:9')])
    })
  }, 60_000)
})
