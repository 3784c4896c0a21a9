import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { Budget } from '../../collector/receivers/budget.ts'
import { startOtlpHttp } from '../../collector/receivers/otlp-http.ts'
import { newCounters, type Receiver } from '../../collector/receivers/receiver.ts'
import type { RecordOutcome } from '../../collector/translated.ts'
import { LogFull } from '../../log/full.ts'
import { delivery, RECORDS } from '../../test/e2e/cloudtrail.ts'
import { createPush, PUSH_PATH } from './push.ts'

const MIB = 1_048_576
const TOKEN = 'a-token-of-somebody-0123456789'
const OTHER = 'another-token-beside-it-012345'
const running: Receiver[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

interface Submitted {
  readonly source: string
  readonly place: string
  readonly records: readonly RecordOutcome[]
}

interface Setting {
  readonly tokens?: readonly string[]
  readonly budget?: Budget
  readonly fails?: Error
}

async function start({ tokens = [TOKEN, OTHER], budget = new Budget(), fails }: Setting = {}) {
  const submitted: Submitted[] = []
  const intake = {
    submit: async (source: string, records: readonly RecordOutcome[], place = '') => {
      if (fails !== undefined) throw fails
      submitted.push({ source, records, place })
      return records
    },
  }
  const counters = newCounters()
  const onError = () => undefined
  const routes = { [PUSH_PATH]: createPush({ intake, tokens, budget, counters, onError }) }
  const server = await startOtlpHttp({
    host: '127.0.0.1',
    port: 0,
    named: true,
    source: 'otlp',
    intake,
    onError,
    routes,
  })
  running.push(server)
  const post = async (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    source = 'prod',
  ) => {
    const all = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers }
    const response = await fetch(`${server.url}${PUSH_PATH}${source}`, { method: 'POST', body, headers: all })
    return { status: response.status, headers: response.headers, answer: (await response.json()) as object }
  }
  return { ...server, post, submitted, counters, budget }
}

const NDJSON = RECORDS.map((record) => JSON.stringify(record)).join('\n')
const gzipped = (text: string | Uint8Array) => new Uint8Array(gzipSync(text))
const ALL = { received: 8, accepted: 8, ignored: 0, rejected: 0, reasons: {} }

describe('pushed logs', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['as a delivery file', delivery(RECORDS), {}],
    ['as a list', JSON.stringify(RECORDS), { 'content-type': 'application/json; charset=utf-8' }],
    ['as NDJSON', NDJSON, { 'content-type': 'application/x-ndjson' }],
    ['as a list a line', RECORDS.map((record) => JSON.stringify([record])).join('\r\n'), {}],
    ['in gzip that says so', gzipped(NDJSON), { 'content-encoding': 'GZIP' }],
    ['in gzip that does not', gzipped(delivery(RECORDS)), { 'content-type': 'application/octet-stream' }],
    ['in gzip that was undone on the way', NDJSON, { 'content-encoding': 'gzip' }],
    ['as text', NDJSON, { 'content-type': 'text/plain' }],
  ])('%s are all read', async (_, body, headers) => {
    const { post, submitted, budget } = await start()
    expect(await post(body, headers, 'prod%40eu')).toMatchObject({ status: 200, answer: ALL })
    expect(submitted).toMatchObject([{ source: 'prod@eu', place: '/v1/ingest/prod@eu' }])
    expect(budget.held).toBe(0)
  })

  test('may come in chunks, whose length nobody says', async () => {
    const { url } = await start()
    const headers = { authorization: `bearer ${OTHER}` }
    const sent = httpRequest(`${url}${PUSH_PATH}prod`, { method: 'POST', headers })
    const status = new Promise((resolve) => sent.on('response', (response) => resolve(response.resume().statusCode)))
    for (const record of RECORDS) sent.write(`${JSON.stringify(record)}\n`)
    sent.end()
    expect(await status).toBe(200)
  })

  test('behind NUL bytes are warned of, once a run', async () => {
    const { post, submitted } = await start()
    const holes = ['', ...RECORDS.slice(0, 2).map((record) => JSON.stringify(record)), ''].join(`\n${'\0'.repeat(99)}`)
    const { status, answer } = await post(holes)
    expect(status).toBe(200)
    expect(answer).toEqual({
      received: 2,
      accepted: 2,
      ignored: 0,
      rejected: 0,
      reasons: {},
      warnings: { 'NUL bytes outside records were passed over': 3 },
    })
    expect(submitted.map(({ source }) => source)).toEqual(['prod'])
  })

  test('that are cut cost what is cut, and say where', async () => {
    const { post, submitted } = await start()
    const half = gzipped(NDJSON).subarray(0, -40)
    const { status, answer } = await post(half, { 'content-encoding': 'gzip' })
    expect(status).toBe(200)
    expect(answer).toMatchObject({ rejected: 1, reasons: { 'cut off: the file ends inside gzip data': 1 } })
    const broken = [JSON.stringify(RECORDS[0]), '{"eventVersion": broken', '{"neither": "known"}'].join('\n')
    expect((await post(broken)).answer).toMatchObject({ received: 3, accepted: 1, rejected: 2 })
    const rejections = submitted.at(-1)!.records.filter(({ outcome }) => outcome.kind === 'rejected')
    expect(rejections.map(({ detail }) => detail)).toEqual(['line 3', 'line 2'])
  })

  test.each([
    ['text', 'hello, hello', 'unknown format: no JSON record in it'],
    ['records of nobody', '{"a":1}', 'unknown format: a record of none of these: cloudtrail, kubernetes, vault'],
  ])('of which nothing can be read are refused, and say why: %s', async (_, body, reason) => {
    const { post } = await start()
    const { status, answer } = await post(body)
    expect(status).toBe(400)
    expect(answer).toMatchObject({ received: 1, accepted: 0, rejected: 1, reasons: { [reason]: 1 } })
  })

  test('of which there are none are none', async () => {
    const { post } = await start()
    expect(await post('')).toMatchObject({ status: 200, answer: { received: 0, rejected: 0 } })
  })
})

describe('whoever pushes', () => {
  test.each([
    ['nothing', {}],
    ['another token', { authorization: 'Bearer a-token-of-somebody-0123456780' }],
    ['a beginning of it', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['no token', { authorization: 'Bearer' }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('says %s is refused before anything is read', async (_, headers) => {
    const { post, submitted, counters } = await start()
    const { status, headers: answered, answer } = await post(NDJSON, { authorization: '', ...headers })
    expect([status, answered.get('www-authenticate')]).toEqual([401, 'Bearer realm="lifespan"'])
    expect(JSON.stringify(answer)).not.toContain(TOKEN)
    expect(submitted).toEqual([])
    expect([...counters.answers]).toEqual([[401, 1]])
  })

  test('is told what to configure where no token is', async () => {
    const { post } = await start({ tokens: [] })
    const { status, answer } = await post(NDJSON, { authorization: 'Bearer ' })
    expect(status).toBe(403)
    expect(answer).toMatchObject({ message: expect.stringContaining('LIFESPAN_INGEST_TOKEN') as string })
  })

  test.each([
    '',
    '%',
    '%ff',
    'a/b',
    '..%2f',
    'a%20b',
    'a%00',
    '-a',
    'x'.repeat(101),
    '%C3%A9',
    'otlp',
    'owners',
    'unknown',
  ])('names itself %j is refused', async (source) => {
    const { post, submitted } = await start()
    expect((await post(NDJSON, {}, source)).status).toBe(400)
    expect(submitted).toEqual([])
  })

  test('names itself by a secret is refused, and not by that name', async () => {
    const { post } = await start()
    const secret = `ghp_${'a1B2'.repeat(9)}`
    const { status, answer } = await post(NDJSON, {}, secret)
    expect(status).toBe(400)
    expect(JSON.stringify(answer)).not.toContain(secret)
  })

  test('may only POST', async () => {
    const { url } = await start()
    const response = await fetch(`${url}${PUSH_PATH}prod`, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('a body that is not taken', () => {
  test.each<[string, number, () => string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['too large', 413, () => ' '.repeat(21 * MIB), {}],
    ['a bomb', 413, () => gzipped(`{"a":"${'x'.repeat(21 * MIB)}`), {}],
    ['a bomb of a larger ratio', 413, () => gzipped(Buffer.alloc(4 * MIB)), { 'content-encoding': 'gzip' }],
    ['of too many records', 413, () => gzipped('{}\n'.repeat(140_000)), {}],
    ['of too many broken lines', 413, () => '{"eventVersion":1}\n' + '{\n'.repeat(140_000), {}],
    ['in another encoding', 415, () => 'x', { 'content-encoding': 'zstd' }],
  ])('is %s: %i; it counts as one', async (_, expected, body, headers) => {
    const { post, submitted, budget } = await start()
    expect((await post(body(), headers)).status).toBe(expected)
    expect(submitted.map(({ records }) => records.map(({ carrier }) => carrier))).toEqual([['body']])
    expect(budget.held).toBe(0)
  })

  test('comes too early is to come again', async () => {
    const { post, budget } = await start({ budget: new Budget(1_000) })
    const { status, headers } = await post(NDJSON)
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(budget.held).toBe(0)
  })

  test.each([
    ['the log is full', new LogFull('later')],
    ['something is broken', new Error('a bug')],
  ])('can not be stored is to come again: %s', async (_, fails) => {
    const { post } = await start({ fails })
    const { status, headers } = await post(NDJSON)
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  })
})
