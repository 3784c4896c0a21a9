import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { decodeProtobufAnswer, encodeProtobuf } from '../otlp/test-protobuf.ts'
import { json, keyValues, logsRequest, span, tracesRequest } from '../otlp/test-requests.ts'
import type { RecordOutcome } from '../translated.ts'
import { Budget } from './budget.ts'
import { startOtlpHttp } from './otlp-http.ts'
import type { OtlpHttpOptions } from './otlp-http.ts'
import type { Receiver } from './receiver.ts'

const MIB = 1_048_576
const NAMED = { 'credential.id': 'c-1', 'credential.issuer': 'i' }
const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const running: Receiver[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

interface Started extends Receiver {
  readonly records: RecordOutcome[]
  readonly errors: Error[]
  readonly post: (
    body: Uint8Array<ArrayBuffer> | string,
    headers?: Record<string, string>,
    path?: string,
  ) => Promise<Response>
}

async function start(options: Partial<OtlpHttpOptions> = {}): Promise<Started> {
  const records: RecordOutcome[] = []
  const errors: Error[] = []
  const intake = { submit: async (_source: string, more: readonly RecordOutcome[]) => (records.push(...more), more) }
  const base = {
    host: '127.0.0.1',
    port: 0,
    named: true,
    source: 'otlp',
    intake,
    onError: (error: Error) => errors.push(error),
  }
  const server = await startOtlpHttp({ ...base, ...options })
  running.push(server)
  const post: Started['post'] = (body, headers = { 'content-type': PROTOBUF }, path = '/v1/traces') =>
    fetch(server.url + path, { method: 'POST', body, headers })
  return { ...server, records, errors, post }
}

const good = tracesRequest([span('credential.used', NAMED)])
const asProtobuf = new Uint8Array(encodeProtobuf('TracesRequest', good))
const asJson = new Uint8Array(json(good))
const gzipped = new Uint8Array(gzipSync(asJson))

const gzip = (type: string) => ({ 'content-type': type, 'content-encoding': 'gzip' })

describe('what was taken', () => {
  test.each([PROTOBUF, JSON_TYPE])(
    'though not all of it could be used is answered with a warning: %s',
    async (type) => {
      const { post } = await start()
      const request = tracesRequest([span('credential.issued', { ...NAMED, 'credential.not_after': 'soon' })])
      const body = type === PROTOBUF ? encodeProtobuf('TracesRequest', request) : json(request)
      const response = await post(new Uint8Array(body), { 'content-type': type })
      const answer = new Uint8Array(await response.arrayBuffer())
      const errorMessage = 'accepted, but: credential.not_after is no time (RFC 3339 or Unix seconds) (1)'
      expect(
        type === PROTOBUF ? decodeProtobufAnswer('Response', answer) : JSON.parse(Buffer.from(answer).toString()),
      ).toEqual({ partialSuccess: { errorMessage } })
    },
  )

  test('is answered in protobuf, to the letter', async () => {
    const { post, records } = await start()
    const response = await post(asProtobuf)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, PROTOBUF])
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('0a00')
    expect(records.map(({ outcome }) => outcome.kind)).toEqual(['accepted'])
  })

  test('is answered in JSON, to the letter', async () => {
    const { post } = await start()
    const response = await post(asJson, { 'content-type': 'Application/JSON; charset=utf-8' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, JSON_TYPE])
    expect(await response.text()).toBe('{"partialSuccess":{}}')
  })

  test.each([
    ['traces', PROTOBUF],
    ['traces', JSON_TYPE],
    ['logs', PROTOBUF],
    ['logs', JSON_TYPE],
  ] as const)('in part is answered with what was not: %s in %s', async (signal, type) => {
    const { post } = await start()
    const log = { eventName: 'credential.used', timeUnixNano: '1' }
    const spans = [
      span('credential.used'),
      span('credential.used', NAMED),
      span('workload.ended'),
      span('workload.ended'),
    ]
    const logs = [
      log,
      { ...log, attributes: keyValues(NAMED) },
      { ...log, eventName: 'workload.ended' },
      { ...log, eventName: 'workload.ended' },
    ]
    const request = signal === 'traces' ? tracesRequest(spans) : logsRequest(logs)
    const body =
      type === PROTOBUF ? encodeProtobuf(signal === 'traces' ? 'TracesRequest' : 'LogsRequest', request) : json(request)
    const response = await post(new Uint8Array(body), { 'content-type': type }, `/v1/${signal}`)
    const message = 'rejected: workload.instance.id missing (2), credential.id missing (1)'
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    const body200 = new Uint8Array(await response.arrayBuffer())
    const inProtobuf = { partialSuccess: { rejected: '3', errorMessage: message } }
    const count = signal === 'traces' ? 'rejectedSpans' : 'rejectedLogRecords'
    const inJson = { partialSuccess: { [count]: '3', errorMessage: message } }
    const answer: unknown =
      type === PROTOBUF ? decodeProtobufAnswer('Response', body200) : JSON.parse(new TextDecoder().decode(body200))
    expect(answer).toEqual(type === PROTOBUF ? inProtobuf : inJson)
  })
})

const cut = asProtobuf.subarray(0, 20)
const empty = new Uint8Array()
const bomb = new Uint8Array(gzipSync(new Uint8Array(50 * MIB)))
const small = new Uint8Array(gzipSync(new Uint8Array(2 * MIB)))
const double = new Uint8Array(gzipSync(bomb))
const bom = new TextEncoder().encode(`\ufeff${JSON.stringify(good)}`)
const badId = new Uint8Array(json(tracesRequest([span('x', {}, { traceId: 'ab'.repeat(15) })])))

describe('the status', () => {
  test.each([
    ['an empty protobuf body', 200, empty, { 'content-type': PROTOBUF }],
    ['an empty JSON body', 400, empty, { 'content-type': JSON_TYPE }],
    ['an empty JSON object', 200, '{}', { 'content-type': JSON_TYPE }],
    ['truncated protobuf', 400, cut, { 'content-type': PROTOBUF }],
    ['garbage', 400, new Uint8Array(100).fill(0xff), { 'content-type': PROTOBUF }],
    ['one bad span', 200, badId, { 'content-type': JSON_TYPE }],
    ['protobuf sent as JSON', 400, asProtobuf, { 'content-type': JSON_TYPE }],
    ['JSON sent as protobuf', 400, asJson, { 'content-type': PROTOBUF }],
    ['JSON with BOM', 400, bom, { 'content-type': JSON_TYPE }],
    ['30 MB plain', 413, new Uint8Array(30 * MIB), { 'content-type': PROTOBUF }],
    ['a bomb', 413, bomb, gzip(PROTOBUF)],
    ['a bomb below the limit', 413, small, gzip(PROTOBUF)],
    ['a double bomb', 400, double, gzip(PROTOBUF)],
    ['gzip', 200, gzipped, gzip(JSON_TYPE)],
    ['GZIP', 200, gzipped, { 'content-type': JSON_TYPE, 'content-encoding': 'GZIP' }],
    ['gzip that is none', 400, asJson, gzip(JSON_TYPE)],
    ['gzip that was cut', 400, gzipped.subarray(0, 60), gzip(JSON_TYPE)],
    ['identity', 200, asJson, { 'content-type': JSON_TYPE, 'content-encoding': 'Identity' }],
    ['another encoding', 415, asJson, { 'content-type': JSON_TYPE, 'content-encoding': 'br' }],
    ['two encodings', 415, double, { 'content-type': PROTOBUF, 'content-encoding': 'gzip, gzip' }],
    ['another type', 415, asProtobuf, { 'content-type': 'application/protobuf' }],
    ['no type', 415, asProtobuf, { 'content-type': '' }],
    ['text/plain with gzip', 400, gzipped, gzip('text/plain')],
  ] as const)('of %s is %d', async (_name, status, body, headers) => {
    const { post, records } = await start()
    const response = await post(body, headers)
    expect(response.status).toBe(status)
    const rejected = records.filter(({ outcome }) => outcome.kind === 'rejected')
    expect(rejected).toHaveLength(status === 200 && body !== badId ? 0 : 1)
    expect(response.headers.get('content-type')).not.toContain('charset')
  })

  test.each([
    [
      'what is too large',
      new Uint8Array(30 * MIB),
      {},
      'body is too large: at most 20 MiB, inflated: send smaller batches',
    ],
    ['a bomb', small, { 'content-encoding': 'gzip' }, 'gzip may make it 100 times as large as what was sent'],
    ['gzip that is none', asProtobuf, { 'content-encoding': 'gzip' }, 'not gzip, or was cut'],
    ['another encoding', asProtobuf, { 'content-encoding': 'br' }, 'neither gzip nor identity'],
    ['another type', asJson, { 'content-type': 'text/json' }, 'neither application/x-protobuf nor application/json'],
    ['a list', '[]', { 'content-type': JSON_TYPE }, 'not a JSON object'],
  ] as const)('is told with what to do: %s', async (_name, body, headers, message) => {
    const { post } = await start()
    expect(await (await post(body, { 'content-type': PROTOBUF, ...headers })).text()).toContain(message)
  })

  test.each([
    ['GET', '/v1/traces', 405],
    ['PUT', '/v1/logs', 405],
    ['POST', '/v1/traces/', 404],
    ['POST', '/', 404],
    ['POST', '/v1/metrics', 404],
    ['GET', '/nowhere', 404],
    ['POST', '/v1/traces?x=1', 200],
  ])('of %s %s is %d', async (method, path, status) => {
    const { url } = await start()
    expect((await fetch(url + path, { method, headers: { 'content-type': PROTOBUF } })).status).toBe(status)
  })

  test('is explained in the encoding of the request', async () => {
    const { post } = await start()
    const protobuf = await post(cut)
    expect(protobuf.headers.get('content-type')).toBe(PROTOBUF)
    const status = decodeProtobufAnswer('RpcStatus', new Uint8Array(await protobuf.arrayBuffer()))
    expect(status).toEqual({ code: 3, message: expect.stringMatching(/^not protobuf \(byte 2 of 20\)/) })
    expect(await (await post('{', { 'content-type': JSON_TYPE })).json()).toEqual({
      code: 3,
      message: 'not JSON (it ends too early, at byte 1): send a whole ExportTraceServiceRequest in JSON',
    })
  })
})

class Outage extends Error {
  readonly retryable = true
}

describe('what could not be stored', () => {
  test.each([
    ['an outage', new Outage(), 0],
    ['a bug', new TypeError('bug'), 1],
  ])('for %s is to be sent again', async (_name, error, told) => {
    const { post, errors } = await start({ intake: { submit: () => Promise.reject(error) } })
    const response = await post(asProtobuf)
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toSatisfy((seconds: number) => seconds > 0 && seconds <= 60)
    expect(decodeProtobufAnswer('RpcStatus', new Uint8Array(await response.arrayBuffer()))).toMatchObject({ code: 14 })
    expect(errors).toHaveLength(told)
  })

  test('in time is to be sent again', async () => {
    const { post } = await start({ intake: { submit: () => new Promise(() => undefined) }, limits: { submitMs: 50 } })
    expect((await post(asProtobuf)).status).toBe(503)
  })

  test('is not answered before it is durable', async () => {
    const order: string[] = []
    const submit = async () => {
      await sleep(50)
      order.push('durable')
      return []
    }
    const { post } = await start({ intake: { submit } })
    await post(asProtobuf)
    order.push('answered')
    expect(order).toEqual(['durable', 'answered'])
  })
})

describe('too much', () => {
  test('at once is to be sent again in a second', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<[]>()
    let submissions = 0
    const submit = () => {
      submissions += 1
      return held
    }
    const { post } = await start({ intake: { submit }, budget: new Budget(asProtobuf.length * 1.5) })
    const first = post(asProtobuf)
    await expect.poll(() => submissions).toBe(1)
    const second = await post(asProtobuf)
    release([])
    expect([second.status, second.headers.get('retry-after'), (await first).status]).toEqual([503, '1', 200])
    expect((await post(asProtobuf)).status).toBe(200)
  })

  test('does not grow, whatever comes: 100 bombs', async () => {
    const { post, counters } = await start()
    const before = process.memoryUsage().rss
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => (await post(bomb, gzip(PROTOBUF))).status),
    )
    expect(new Set([...statuses, 413, 503])).toEqual(new Set([413, 503]))
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB)
    expect((await post(asProtobuf)).status).toBe(200)
    expect(counters.requests).toBe(101)
  })

  test('of a body in chunks is refused', async () => {
    const { url } = await start({ limits: { bodyBytes: 1_000 } })
    const body = new ReadableStream({
      start(controller) {
        for (let chunk = 0; chunk < 5; chunk += 1) controller.enqueue(new Uint8Array(500))
        controller.close()
      },
    })
    const request = { method: 'POST', body, headers: { 'content-type': PROTOBUF }, duplex: 'half' } as const
    expect((await fetch(`${url}/v1/traces`, request)).status).toBe(413)
  })
})

describe('the server', () => {
  test('answers what the caller mounts', async () => {
    const { url } = await start({ routes: { '/v1/ingest': async (_request, response) => void response.end('mine') } })
    expect(await (await fetch(`${url}/v1/ingest`)).text()).toBe('mine')
  })

  test('takes the next port where one is taken that nobody named', async () => {
    const first = await start()
    const second = await start({ port: first.port, named: false })
    expect(second.port).toBeGreaterThan(first.port)
    await expect(start({ port: first.port, named: true })).rejects.toThrow('is taken')
  })

  test('closes at once, though connections are idle or half a request', async () => {
    const { url, port, close } = await start()
    await fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': PROTOBUF } })
    const half = connect(port, '127.0.0.1')
    half.on('error', () => undefined)
    half.write(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: 100\r\n\r\nabc`)
    await sleep(50)
    const began = performance.now()
    await close()
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  test('answers what it has taken before it closes', async () => {
    let submitted = false
    const submit = async () => {
      submitted = true
      await sleep(200)
      return []
    }
    const { post, close } = await start({ intake: { submit } })
    const answer = post(asProtobuf)
    await expect.poll(() => submitted).toBe(true)
    await close()
    expect((await answer).status).toBe(200)
  })

  test('counts clients that go away', async () => {
    const { port, counters } = await start()
    const half = connect(port, '127.0.0.1')
    half.write(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: 100\r\n\r\nabc`)
    await sleep(50)
    half.destroy()
    await expect.poll(() => counters.abandoned).toBe(1)
    expect(counters.answers.size).toBe(0)
  })
})
