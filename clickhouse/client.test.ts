import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type ClickHouse } from './client.ts'
import { Fault } from './fault.ts'
import { failingWhereServerFailed } from './response.ts'
import { toFault, withoutQueryText } from './server-error.ts'
import { startTestEngine, testPasswords, type TestEngine } from './test-engine.ts'

describe('the client', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startTestEngine()
  })
  afterAll(() => engine.stop())

  const failing = 'SELECT throwIf(number = 1000000) AS x, number FROM numbers(2000000)'
  const inSmallBlocks = { max_threads: 1, max_block_size: 1000 }

  test('gives rows, with 64-bit integers as texts', async () => {
    const query = 'SELECT {a:UInt64} AS a, {b:Array(String)} AS b, {c:Nullable(String)} AS c'
    const params = { a: '18446744073709551615', b: ['x\n', `y'`], c: null }
    expect(await engine.lifespan.rows(query, params)).toEqual([params])
    expect(await engine.lifespan.rows('SELECT 1 WHERE 0')).toEqual([])
    expect(await engine.lifespan.rows('SELECT 1 AS x -- with a comment')).toEqual([{ x: 1 }])
  })

  test('never takes a failure amid an answer for its end', async () => {
    await expect(engine.lifespan.rows(failing, {}, inSmallBlocks)).rejects.toMatchObject({ code: 'CLICKHOUSE_REFUSED' })
    const blocks = async () => {
      for await (const block of engine.lifespan.native(failing, {}, inSmallBlocks))
        expect(block.rows).toBeGreaterThan(0)
    }
    await expect(blocks()).rejects.toBeInstanceOf(Fault)
    const csv = await engine.lifespan.stream(failing, {}, 'CSV', inSmallBlocks)
    await expect(csv.toArray()).rejects.toBeInstanceOf(Fault)
  })

  test('gives all of an answer that is too large to be held back, and fails where that fails', async () => {
    const many = await engine.lifespan.rows<{ n: string }>('SELECT number AS n FROM numbers(500000)')
    expect([many.length, many.at(-1)]).toEqual([500_000, { n: '499999' }])
    const late = 'SELECT throwIf(number = 900000) AS x, number FROM numbers(1000000)'
    await expect(engine.lifespan.rows(late, {}, inSmallBlocks)).rejects.toMatchObject({ code: 'CLICKHOUSE_REFUSED' })
  })

  test('gives texts whole, with something to say of no rows', async () => {
    const none = 'SELECT 1 AS x WHERE 0'
    expect(await engine.lifespan.text(none, {}, 'JSONEachRow')).toBe('[\n\n]\n')
    expect(await engine.lifespan.text(none, {}, 'CSVWithNames')).toBe('"x"\n')
    expect(JSON.parse(await engine.lifespan.text(none, {}, 'JSONCompact'))).toMatchObject({ data: [] })
  })

  test('streams a raw answer', async () => {
    const csv = await engine.lifespan.stream('SELECT number AS n FROM numbers(3)', {}, 'CSVWithNames')
    expect(Buffer.concat(await csv.toArray()).toString()).toBe('"n"\n0\n1\n2\n')
  })

  test('ends a query whose answer is no longer wanted', async () => {
    for await (const block of engine.lifespan.native('SELECT number FROM numbers(1000000000)')) {
      expect(block.rows).toBeGreaterThan(0)
      break
    }
    await expect
      .poll(() =>
        engine.lifespan.rows(
          `SELECT 1 FROM system.processes WHERE query LIKE '%1000000000)%' AND query_id != queryID()`,
        ),
      )
      .toEqual([])
  })

  test('says what was refused and keeps values to itself', async () => {
    const secret = 'hunter2'
    const errors = await Promise.all([
      engine.lifespan.rows(`SELECT nothing FROM system.one WHERE '${secret}' = 'x'`).catch(String),
      engine.lifespan.rows(`SELEC '${secret}'`).catch(String),
      engine.lifespan.rows('SELECT toUInt8({x:String})', { x: secret }).catch(String),
      engine.lifespan.rows('SELECT {x:UInt8}', { x: secret }).catch(String),
      engine.lifespan.command(`INSERT INTO nowhere VALUES ('${secret}')`).catch(String),
    ])
    for (const error of errors) expect(error).toMatch(/^Fault: .*answered Code \d+/)
    expect(errors.join()).not.toContain(secret)
  })

  describe('of a server whose disk is full', () => {
    /** Answers as it does: in good order, with the beginning of an answer, or nothing. */
    const answering = async (
      body: string,
      headers: Record<string, string>,
      ask: (client: ClickHouse) => Promise<unknown>,
    ) => {
      const asked: string[] = []
      const server = createServer((request, response) => {
        asked.push(request.url ?? '')
        response.writeHead(200, headers).end(body)
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const client = connect({ url: `http://127.0.0.1:${port}`, user: 'lifespan', password: '' })
      try {
        return await ask(client)
      } finally {
        await client.close()
        server.close()
        for (const url of asked) expect(new URL(url, 'http://x').searchParams.get('wait_end_of_query')).toBe('0')
      }
    }
    const its = { 'x-clickhouse-query-id': 'x' }

    test.each(['', '[\n', '[\n{"x":1},\n', '[\n{"x":1}\n', '[\n{"x":1}\n]'])('%j is no answer', async (body) => {
      const cut = { code: 'CLICKHOUSE_CUT', retryable: true, message: expect.stringContaining('Make room on the disk') }
      const asked = (ask: (client: ClickHouse) => Promise<unknown>) => answering(body, its, ask)
      await expect(asked((client) => client.rows('SELECT 1'))).rejects.toMatchObject(cut)
      await expect(asked((client) => client.ping())).rejects.toMatchObject(cut)
      await expect(asked((client) => client.text('SELECT 1', {}, 'JSONCompact'))).rejects.toMatchObject(cut)
    })

    test('nor is CSV without its names, or that is cut within a line', async () => {
      const csv = (client: ClickHouse) => client.text('SELECT 1', {}, 'CSVWithNames')
      for (const body of ['', '"x"', '"x"\n1,'])
        await expect(answering(body, its, csv)).rejects.toMatchObject({ code: 'CLICKHOUSE_CUT' })
    })

    test('what is no ClickHouse is not taken for one', async () => {
      for (const body of ['', '<html>', '[hunter2]\n'])
        await expect(answering(body, {}, (client) => client.rows('SELECT 1'))).rejects.toMatchObject({
          code: 'CLICKHOUSE_MALFORMED',
          message: expect.not.stringContaining('hunter2'),
        })
    })
  })

  test('says that the outcome of a broken insert is unknown', async () => {
    const breaking = createServer((request) => void request.socket.destroy()).listen(0, '127.0.0.1')
    await once(breaking, 'listening')
    const address = breaking.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const client = connect({ url: `http://127.0.0.1:${port}`, user: 'lifespan', password: testPasswords.lifespan })
    const insert = client.insertNative('events', ['x'], Uint8Array.of(1))
    await expect(insert).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('unknown'),
    })
    await client.close()
    breaking.close()
  })
})

const faultOf = (error: unknown) => toFault(error, 'read', 'here')

const split = (text: string, size: number) =>
  Array.from(
    Buffer.from(text)
      .toString('latin1')
      .match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [],
    (part) => Buffer.from(part, 'latin1'),
  )

const tail =
  '\r\n__exception__\r\ntag\r\nCode: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)\n9 tag\r\n__exception__\r\n'

async function read(chunks: readonly Uint8Array[], broken = false): Promise<string> {
  const body = new PassThrough()
  const answer = failingWhereServerFailed(body, 'tag', faultOf)
  for (const chunk of chunks) body.write(chunk)
  setImmediate(() => (broken ? body.destroy(new Error('aborted')) : body.end()))
  return Buffer.concat(await answer.toArray()).toString('latin1')
}

describe('an answer', () => {
  test('passes whole, however the chunks fall', async () => {
    const words = fc.array(fc.constantFrom('\r\n__exception__\r\n', 'ta', '\r', '\n', 'x', '_'), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        expect(await read(split(parts.join(''), size))).toBe(parts.join(''))
      }),
      { numRuns: 200 },
    )
  })

  test('fails where the server failed, however the chunks fall, broken off or not', async () => {
    for (const size of [1, 2, 5, 17, 1000]) {
      for (const broken of [true, false]) {
        await expect(read(split(`1,2\n${tail}`, size), broken)).rejects.toThrow('Code 395')
      }
    }
  })

  test('that breaks off without a word is an outage', async () => {
    await expect(read(split('1,2\n', 2), true)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
  })
})

describe('words of the server', () => {
  test('lose the text of the query and the values that could not be read', () => {
    expect(withoutQueryText('47', `Unknown identifier x in scope SELECT 'secret'. `)).toBe('Unknown identifier x')
    expect(withoutQueryText('6', `Cannot parse string 'secret' as UInt8`)).toBe(`Cannot parse string '…' as UInt8`)
  })

  test('that mean "later" are retryable', () => {
    expect(new Fault('CLICKHOUSE_BUSY', '').retryable).toBe(true)
    expect(new Fault('CLICKHOUSE_REFUSED', '').retryable).toBe(false)
  })
})
