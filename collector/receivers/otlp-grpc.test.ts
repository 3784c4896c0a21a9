import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { decodeProtobufAnswer, encodeProtobuf } from '../otlp/test-protobuf.ts'
import { json, keyValues, logsRequest, span, tracesRequest } from '../otlp/test-requests.ts'
import type { RecordOutcome } from '../translated.ts'
import { Budget } from './budget.ts'
import { startOtlpGrpc, type OtlpGrpcOptions } from './otlp-grpc.ts'
import { startOtlpHttp } from './otlp-http.ts'
import type { Receiver } from './receiver.ts'
import { connect, createClient, DEFLATE, frame, GZIP, LOGS, METRICS, rawCall, TRACES } from './test-grpc.ts'

const MIB = 1_048_576
const NAMED = { 'credential.id': 'c-1', 'credential.issuer': 'i' }
const cleaning: (() => unknown)[] = []

afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

const bytesOf = (request: object, type: 'TracesRequest' | 'LogsRequest' = 'TracesRequest') =>
  Buffer.from(encodeProtobuf(type, request))
const good = tracesRequest([span('credential.used', NAMED)])
const goodBytes = bytesOf(good)
const bomb = gzipSync(Buffer.alloc(50 * MIB))
const zip = { 'grpc-encoding': 'gzip' }

async function start(options: Partial<OtlpGrpcOptions> = {}) {
  const records: RecordOutcome[] = []
  const errors: Error[] = []
  const budget = new Budget()
  const intake = { submit: async (_source: string, more: readonly RecordOutcome[]) => (records.push(...more), more) }
  const onError = (error: Error) => errors.push(error)
  const base = { host: '127.0.0.1', port: 0, named: true, source: 'otlp', intake, budget, onError }
  const server = await startOtlpGrpc({ ...base, ...options })
  const clientOf = (more = {}) => {
    const client = createClient(server.url, more)
    cleaning.push(() => client.close())
    return client
  }
  const session = connect(server.url)
  cleaning.push(
    () => server.close(),
    () => session.destroy(),
  )
  return { ...server, records, errors, budget, session, clientOf, call: clientOf().call }
}

const rejectedOf = (records: readonly RecordOutcome[]) => records.filter(({ outcome }) => outcome.kind === 'rejected')

describe('what was taken', () => {
  test('is answered to the letter, plain and gzip', async () => {
    const { call, clientOf, records } = await start()
    for (const export_ of [call, clientOf(GZIP).call])
      expect(await export_(TRACES, goodBytes)).toEqual({ code: 0, message: '', body: Buffer.from('0a00', 'hex') })
    expect(records.map(({ outcome }) => outcome.kind)).toEqual(['accepted', 'accepted'])
  })

  test.each([
    ['traces', TRACES],
    ['logs', LOGS],
  ] as const)('in part is answered with the bytes that HTTP answers: %s', async (signal, path) => {
    const { call, records } = await start()
    const http = await startHttp()
    const log = { eventName: 'credential.used', timeUnixNano: '1' }
    const spans = [span('credential.used'), span('credential.used', NAMED), span('workload.ended')]
    const logs = [log, { ...log, attributes: keyValues(NAMED) }, { ...log, eventName: 'workload.ended' }]
    const body = signal === 'traces' ? bytesOf(tracesRequest(spans)) : bytesOf(logsRequest(logs), 'LogsRequest')
    const { code, body: answer } = await call(path, body)
    const headers = { 'content-type': 'application/x-protobuf' }
    const other = await fetch(`${http.url}/v1/${signal}`, { method: 'POST', headers, body: new Uint8Array(body) })
    expect([code, answer]).toEqual([0, Buffer.from(await other.arrayBuffer())])
    const message = 'rejected: credential.id missing (1), workload.instance.id missing (1)'
    const said = { partialSuccess: { rejected: '2', errorMessage: message } }
    expect(decodeProtobufAnswer('Response', answer!)).toEqual(said)
    expect(rejectedOf(records)).toHaveLength(2)
  })

  test('is nothing in an empty message, and that is well', async () => {
    const { call, clientOf, records, session } = await start()
    for (const export_ of [call, clientOf(GZIP).call])
      expect(await export_(TRACES, new Uint8Array())).toMatchObject({ code: 0, body: Buffer.from('0a00', 'hex') })
    expect(await rawCall(session, frame(gzipSync(''), 1), zip).code).toBe(0)
    expect(records).toEqual([])
  })
})

async function startHttp(options: { readonly budget?: Budget } = {}): Promise<Receiver> {
  const intake = { submit: async (_source: string, more: readonly RecordOutcome[]) => more }
  const onError = () => undefined
  const http = await startOtlpHttp({
    host: '127.0.0.1',
    port: 0,
    named: true,
    source: 'otlp',
    intake,
    onError,
    ...options,
  })
  cleaning.push(() => http.close())
  return http
}

const badId = bytesOf(tracesRequest([span('x', {}, { traceId: 'ab'.repeat(15) })]))

describe('the status', () => {
  test.each([
    ['garbage', 3, Buffer.alloc(100, 0xff), {}],
    ['JSON', 3, json(good), {}],
    ['one bad span', 0, badId, {}],
    ['16 MiB and a byte', 8, Buffer.alloc(16 * MIB + 1), {}],
    ['30 MB', 8, Buffer.alloc(30 * MIB), {}],
    ['a bomb of 1000:1', 8, Buffer.alloc(50 * MIB), GZIP],
    ['a bomb below the limit', 8, Buffer.alloc(2 * MIB), GZIP],
    ['a double bomb', 3, bomb, GZIP],
    ['deflate', 12, goodBytes, DEFLATE],
  ] as const)('of %s is %d, once and for all', async (_name, code, body, options) => {
    const { clientOf, records, budget } = await start()
    const told = await clientOf(options).call(TRACES, body)
    expect(told).toMatchObject({ code })
    expect(told.retry).toBeUndefined()
    expect(rejectedOf(records)).toHaveLength(1)
    expect(budget.held).toBe(0)
  })

  test.each([
    ['gzip that is none', 3, frame(goodBytes, 1), zip],
    ['gzip that was cut', 3, frame(gzipSync(goodBytes).subarray(0, 30), 1), zip],
    ['another compression', 12, frame(goodBytes, 1), { 'grpc-encoding': 'zstd' }],
    ['another compression that is not used', 0, frame(goodBytes), { 'grpc-encoding': 'zstd' }],
    ['a mark of compression, and none named', 3, frame(goodBytes, 1), {}],
    ['a mark that is none', 3, frame(goodBytes, 2), zip],
    ['two messages', 3, Buffer.concat([frame(goodBytes), frame(goodBytes)]), {}],
    ['a byte too many', 3, Buffer.concat([frame(goodBytes), Buffer.alloc(1)]), {}],
    ['a message of 4 GiB', 3, Buffer.from('00ffffffff', 'hex'), {}],
    ['protobuf that says so', 0, frame(goodBytes), { 'content-type': 'application/grpc+proto' }],
  ] as const)('of %s is %d', async (_name, code, body, headers) => {
    const { session, records } = await start()
    expect(await rawCall(session, body, headers).code).toBe(code)
    expect(rejectedOf(records)).toHaveLength(code === 0 ? 0 : 1)
  })

  test('of what is cut at any byte is 3', async () => {
    const { session, records, counters } = await start()
    const whole = frame(goodBytes)
    const codes = await Promise.all(Array.from(whole, (_, length) => rawCall(session, whole.subarray(0, length)).code))
    expect(new Set(codes)).toEqual(new Set([3]))
    expect(rejectedOf(records)).toHaveLength(whole.length)
    expect(await rawCall(session, whole).code).toBe(0)
    expect([...counters.answers]).toEqual([
      [3, whole.length],
      [0, 1],
    ])
  })

  test.each([METRICS, `${TRACES}/`, '/', '/grpc.health.v1.Health/Check'])('of %s is 12', async (path) => {
    const { call, records, counters } = await start()
    expect(await call(path, goodBytes)).toMatchObject({ code: 12 })
    expect(records).toEqual([])
    expect([...counters.answers]).toEqual([[12, 1]])
  })

  test.each(['application/x-protobuf', 'application/grpc-web', 'application/grpc+json', ''])(
    'of HTTP/2 that is no gRPC is 415, though more of it were to come: %s',
    async (type) => {
      const { session } = await start()
      const { closed } = rawCall(session, goodBytes, { 'content-type': type }, false)
      expect((await closed)[':status']).toBe(415)
    },
  )
})

class Outage extends Error {
  readonly retryable = true
}

describe('what could not be stored', () => {
  test.each([
    ['an outage', new Outage(), 0],
    ['a bug', new TypeError('bug'), 1],
  ])('for %s is to be sent again', async (_name, error, told) => {
    const { call, errors, counters } = await start({ intake: { submit: () => Promise.reject(error) } })
    expect(await call(TRACES, goodBytes)).toEqual({ code: 14, message: 'not stored yet', retry: 5 })
    expect(errors).toHaveLength(told)
    expect([...counters.answers]).toEqual([[14, 1]])
  })

  test('in time is to be sent again', async () => {
    const { call } = await start({ intake: { submit: () => new Promise(() => undefined) }, limits: { submitMs: 50 } })
    expect(await call(TRACES, goodBytes)).toMatchObject({ code: 14, retry: 5 })
  })

  test('is not answered before it is durable', async () => {
    const order: string[] = []
    const submit = async () => {
      await sleep(50)
      order.push('durable')
      return []
    }
    const { call } = await start({ intake: { submit } })
    order.push(`answered ${(await call(TRACES, goodBytes)).code}`)
    expect(order).toEqual(['durable', 'answered 0'])
  })
})

describe('too much', () => {
  test('at once, of what comes over HTTP too, is to be sent again in a second', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<[]>()
    let submissions = 0
    const submit = () => {
      submissions += 1
      return held
    }
    const budget = new Budget(goodBytes.length * 1.5)
    const { call } = await start({ intake: { submit }, budget })
    const http = await startHttp({ budget })
    const first = call(TRACES, goodBytes)
    await expect.poll(() => submissions).toBe(1)
    expect(await call(TRACES, goodBytes)).toEqual({ code: 14, message: 'too much at once', retry: 1 })
    const headers = { 'content-type': 'application/x-protobuf' }
    const post = () => fetch(`${http.url}/v1/traces`, { method: 'POST', headers, body: new Uint8Array(goodBytes) })
    expect((await post()).status).toBe(503)
    release([])
    expect((await first).code).toBe(0)
    expect(budget.held).toBe(0)
    expect((await post()).status).toBe(200)
  })

  test('does not grow, whatever comes: 100 bombs on one connection', async () => {
    expect((50 * MIB) / bomb.length).toBeGreaterThan(1_000)
    const { session, call, counters } = await start()
    const before = process.memoryUsage().rss
    const codes = await Promise.all(Array.from({ length: 100 }, () => rawCall(session, frame(bomb, 1), zip).code))
    expect(new Set([...codes, 8, 14])).toEqual(new Set([8, 14]))
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB)
    expect((await call(TRACES, goodBytes)).code).toBe(0)
    expect(counters.requests).toBe(101)
  })

  test('does not grow either of messages that never end, and these cost nothing in the end', async () => {
    const { session, call, budget, counters } = await start({ limits: { readMs: 1_000 } })
    const half = frame(randomBytes(8 * MIB)).subarray(0, 7 * MIB)
    const calls = Array.from({ length: 50 }, () => rawCall(session, half, {}, false))
    await expect.poll(() => budget.held).toBeGreaterThan(40 * MIB)
    expect(budget.held).toBeLessThanOrEqual(64 * MIB)
    const codes = await Promise.all(calls.map(({ code }) => code))
    expect(new Set([...codes, 14])).toEqual(new Set([NaN, 14]))
    await expect.poll(() => budget.held).toBe(0)
    expect(counters.abandoned).toBe(codes.filter(Number.isNaN).length)
    expect((await call(TRACES, goodBytes)).code).toBe(0)
  })

  test('of calls that are begun and reset ends the connection, and no other one', async () => {
    const { url, call, budget } = await start()
    const hasty = connect(url)
    cleaning.push(() => hasty.destroy())
    for (let n = 0; n < 5_000 && !hasty.destroyed; n += 1) {
      rawCall(hasty, frame(goodBytes), {}, false).stream.close(8)
      if (n % 50 === 0) await sleep(1)
    }
    expect((await call(TRACES, goodBytes)).code).toBe(0)
    await expect.poll(() => budget.held).toBe(0)
  })

  test('of connections is refused', async () => {
    const { url, counters, call } = await start({ limits: { connections: 2 } })
    expect((await call(TRACES, goodBytes)).code).toBe(0)
    const third = connect(url)
    await once(third, 'close')
    expect(counters.dropped).toBe(1)
  })
})

describe('a client', () => {
  test('that goes away in the middle of a message is counted, and its message is not', async () => {
    const { session, records, counters, budget } = await start()
    const { stream } = rawCall(session, frame(goodBytes).subarray(0, 20), {}, false)
    await expect.poll(() => budget.held).toBe(20)
    stream.close(8)
    await expect.poll(() => budget.held).toBe(0)
    rawCall(session, frame(goodBytes).subarray(0, 20), {}, false)
    await expect.poll(() => budget.held).toBe(20)
    session.destroy()
    await expect.poll(() => counters.abandoned).toBe(2)
    expect(counters.answers.size).toBe(0)
    expect(records).toEqual([])
  })

  test('that does not wait for its answer is counted', async () => {
    const { call, counters } = await start({ intake: { submit: () => sleep(200, []) } })
    expect(await call(TRACES, goodBytes, 50)).toMatchObject({ code: 1 })
    await expect.poll(() => counters.abandoned).toBe(1)
  })

  test('that says nothing is hung up on', async () => {
    const { port, session } = await start({ limits: { idleMs: 200 } })
    const silent = connectTcp(port, '127.0.0.1').resume()
    await Promise.all([once(silent, 'close'), once(session, 'close')])
    expect(session.destroyed).toBe(true)
  })

  test('that speaks HTTP/1 is hung up on', async () => {
    const { url, call } = await start()
    await expect(fetch(url, { method: 'POST', body: goodBytes.toString() })).rejects.toThrow('fetch failed')
    expect((await call(TRACES, goodBytes)).code).toBe(0)
  })
})

describe('the server', () => {
  test('takes the next port where one is taken that nobody named', async () => {
    const first = await start()
    const second = await start({ port: first.port, named: false })
    expect(second.port).toBeGreaterThan(first.port)
    await expect(start({ port: first.port, named: true })).rejects.toThrow(`OTLP over gRPC: port ${first.port}`)
  })

  test('closes at once, though connections are idle or half a message; that is sent again', async () => {
    const { port, session, close, call, clientOf, budget } = await start()
    await call(TRACES, goodBytes)
    connectTcp(port, '127.0.0.1').on('error', () => undefined)
    const half = rawCall(session, frame(goodBytes).subarray(0, 9), {}, false)
    await expect.poll(() => budget.held).toBe(9)
    const began = performance.now()
    await close()
    expect(performance.now() - began).toBeLessThan(1_000)
    await half.closed
    expect(half.stream.rstCode).toBe(7)
    expect(await clientOf().call(TRACES, goodBytes)).toMatchObject({ code: 14 })
  })

  test('answers what it has taken before it closes', async () => {
    let submitted = false
    const submit = async () => {
      submitted = true
      await sleep(200)
      return []
    }
    const { call, close } = await start({ intake: { submit } })
    const answer = call(TRACES, goodBytes)
    await expect.poll(() => submitted).toBe(true)
    await close()
    expect((await answer).code).toBe(0)
  })
})
