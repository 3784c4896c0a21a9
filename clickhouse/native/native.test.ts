import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../test-engine.ts'
import {
  columnOf,
  numbersOf,
  packStrings,
  stringAt,
  stringsOf,
  toStrings,
  type ColumnData,
  type NativeBlock,
} from './column.ts'
import { decodeNative } from './decode.ts'
import { encodeNative } from './encode.ts'
import { layoutOf, withoutLowCardinality } from './type.ts'

interface Sample {
  readonly type: string
  readonly data: ColumnData
}

const time = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 })
const counted = <T>(value: fc.Arbitrary<T>, rows: number) => fc.array(value, { minLength: rows, maxLength: rows })
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ minLength: 100, maxLength: 300 }))

function simple(rows: number): fc.Arbitrary<Sample> {
  return fc.oneof(
    counted(fc.integer({ min: 0, max: 255 }), rows).map((all) => ({ type: 'UInt8', data: Uint8Array.from(all) })),
    counted(fc.integer({ min: -128, max: 127 }), rows).map((all) => ({ type: 'Int8', data: Int8Array.from(all) })),
    counted(fc.nat(65_535), rows).map((all) => ({ type: 'UInt16', data: Uint16Array.from(all) })),
    counted(fc.nat(), rows).map((all) => ({ type: 'UInt32', data: Uint32Array.from(all) })),
    counted(time, rows).map((all) => ({ type: 'Int64', data: Float64Array.from(all) })),
    counted(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), rows).map((all) => ({
      type: `DateTime64(9, 'UTC')`,
      data: BigInt64Array.from(all),
    })),
    counted(fc.double(), rows).map((all) => ({ type: 'Float64', data: Float64Array.from(all) })),
    fc.uint8Array({ minLength: rows * 16, maxLength: rows * 16 }).map((data) => ({ type: 'FixedString(16)', data })),
    counted(text, rows).map((all) => ({ type: 'String', data: packStrings(all) })),
  )
}

function sample(rows: number, depth = 2): fc.Arbitrary<Sample> {
  if (depth === 0) return simple(rows)
  const ends = counted(fc.nat(3), rows).map((counts) => {
    let end = 0
    return Uint32Array.from(counts, (count) => (end += count))
  })
  const inside = (count: number) => sample(count, depth - 1)
  return fc.oneof(
    { arbitrary: simple(rows), weight: 3 },
    ends.chain((at) =>
      inside(at.at(-1) ?? 0).map(({ type, data }) => ({ type: `Array(${type})`, data: { ends: at, values: data } })),
    ),
    ends.chain((at) =>
      fc.tuple(inside(at.at(-1) ?? 0), inside(at.at(-1) ?? 0)).map(([key, value]) => ({
        type: `Map(${key.type}, ${value.type})`,
        data: { ends: at, keys: key.data, values: value.data },
      })),
    ),
    fc.tuple(inside(rows), inside(rows)).map(([one, two]) => ({
      type: `Tuple(time ${one.type}, \`a b\` ${two.type})`,
      data: { elements: [one.data, two.data] },
    })),
    fc.tuple(counted(fc.nat(1), rows), simple(rows)).map(([nulls, { type, data }]) => ({
      type: `Nullable(${type})`,
      data: { nulls: Uint8Array.from(nulls), values: data },
    })),
  )
}

const block = fc
  .integer({ min: 1, max: 5 })
  .chain((rows) => fc.tuple(fc.constant(rows), fc.array(sample(rows), { minLength: 1, maxLength: 4 })))

async function blocksOf(blocks: AsyncIterable<NativeBlock>): Promise<NativeBlock[]> {
  const all: NativeBlock[] = []
  for await (const one of blocks) all.push(one)
  return all
}

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? bytes.length
    yield bytes.subarray(at, (at += size))
  }
}

const writing = (type: string, data: ColumnData) => () => encodeNative(1, [{ name: 'c', type, data }])

describe('the Native codec', () => {
  test('reads what it wrote, however the chunks fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        block,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        async ([rows, samples], sizes) => {
          const columns = samples.map((one, n) => ({ name: `c${n}`, ...one }))
          const bytes = encodeNative(rows, columns)
          const twice = Uint8Array.of(...bytes, ...bytes)
          const read = await blocksOf(decodeNative(inChunks(twice, sizes)))
          expect(read).toEqual([
            { rows, columns },
            { rows, columns },
          ])
        },
      ),
      { numRuns: 300 },
    )
  })

  test('takes texts packed and unpacked alike', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
        const write = (data: ColumnData) => encodeNative(texts.length, [{ name: 's', type: 'String', data }])
        expect(write(texts)).toEqual(write(packStrings(texts)))
        expect(toStrings(packStrings(texts))).toEqual(texts.map((one) => one.toWellFormed()))
      }),
    )
  })

  test('refuses what is no whole number, and lengths that differ', () => {
    expect(writing('Int64', Float64Array.of(1.5))).toThrow('1.5, which is not a whole number')
    expect(writing('Int64', Float64Array.of(NaN))).toThrow('NaN')
    expect(writing('UInt8', Uint8Array.of(1, 2))).toThrow('2 values instead of 1')
    expect(writing('UInt8', Uint32Array.of(1))).toThrow('4 bytes instead of 1')
    expect(writing('FixedString(16)', new Uint8Array(15))).toThrow('15 bytes instead of 16')
    expect(writing('String', Uint8Array.of(1))).toThrow('wants texts')
    expect(writing('Variant(String)', [])).toThrow('no layout for ClickHouse type Variant(String)')
  })

  test('fails on an answer that ends too early', async () => {
    const bytes = encodeNative(2, [{ name: 's', type: 'String', data: ['one', 'two'] }])
    const read = blocksOf(decodeNative(inChunks(bytes.subarray(0, -1), [3])))
    await expect(read).rejects.toThrow('ended in the middle of a block')
  })

  test('reads types as ClickHouse writes them', () => {
    expect(layoutOf(`SimpleAggregateFunction(max, Tuple(time DateTime64(3, 'UTC'), value String))`)).toEqual({
      kind: 'tuple',
      elements: [{ kind: 'number', of: 'i64' }, { kind: 'string' }],
    })
    expect(layoutOf(`Enum8('a,b(' = 1, 'it\\'s)' = 2)`)).toEqual({ kind: 'number', of: 'i8' })
    expect(withoutLowCardinality('Map(LowCardinality(String), Array(LowCardinality(Nullable(String))))')).toBe(
      'Map(String, Array(Nullable(String)))',
    )
  })
})

describe('the real server', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startTestEngine()
  })
  afterAll(() => engine.stop())

  const insert = (table: string, type: string, data: ColumnData) =>
    engine.lifespan.insertNative(table, ['c'], encodeNative(1, [{ name: 'c', type, data }]))

  async function stored(type: string, sentAs: string, data: ColumnData): Promise<unknown> {
    await engine.lifespan.command(`CREATE OR REPLACE TABLE one (c ${type}) ENGINE = Memory`)
    await insert('one', sentAs, data)
    const [row] = await engine.lifespan.rows<{ c: unknown }>('SELECT c FROM one')
    return row?.c
  }

  test('reads and writes every type as the codec does', async () => {
    const columns = [
      { name: 'id', type: 'FixedString(16)', data: new TextEncoder().encode('0123456789abcdefABCDEFGHIJKLMNOP') },
      { name: 'at', type: `DateTime64(3, 'UTC')`, data: Float64Array.of(1_700_000_000_123, -1) },
      { name: 'fine', type: `DateTime64(9, 'UTC')`, data: BigInt64Array.of(1n, 1_700_000_000_000_000_001n) },
      { name: 'count', type: 'UInt64', data: BigUint64Array.of(2n ** 64n - 1n, 0n) },
      { name: 'whole', type: 'Int64', data: Float64Array.of(-(2 ** 53) + 1, 2 ** 53 - 1) },
      { name: 'tags', type: 'Array(String)', data: { ends: Uint32Array.of(2, 2), values: packStrings(['a', 'ü']) } },
      {
        name: 'attrs',
        type: 'Map(String, String)',
        data: { ends: Uint32Array.of(0, 1), keys: packStrings(['k']), values: packStrings(['v'.repeat(200)]) },
      },
      {
        name: 'owner',
        type: `Tuple(time DateTime64(3, 'UTC'), value String)`,
        data: { elements: [Float64Array.of(5, 6), packStrings(['x', ''])] },
      },
      { name: 'flags', type: 'UInt32', data: Uint32Array.of(7, 2 ** 32 - 1) },
      { name: 'maybe', type: 'Nullable(String)', data: { nulls: Uint8Array.of(1, 0), values: packStrings(['', 'y']) } },
    ]
    const declared = columns.map(({ name, type }) => `${name} ${type}`).join(', ')
    await engine.lifespan.command(`CREATE TABLE wide (${declared}) ENGINE = MergeTree ORDER BY tuple()`)
    const names = columns.map(({ name }) => name)
    await engine.lifespan.insertNative('wide', names, encodeNative(2, columns))
    expect(await blocksOf(engine.lifespan.native('SELECT * FROM wide'))).toEqual([{ rows: 2, columns }])
    expect((await engine.lifespan.rows('SELECT * FROM wide'))[0]).toEqual({
      id: '0123456789abcdef',
      at: '2023-11-14 22:13:20.123',
      fine: '1970-01-01 00:00:00.000000001',
      count: '18446744073709551615',
      whole: '-9007199254740991',
      tags: ['a', 'ü'],
      attrs: {},
      owner: { time: '1970-01-01 00:00:00.005', value: 'x' },
      flags: 7,
      maybe: null,
    })
  })

  test('turns plain texts into LowCardinality, and what it sends back is read', async () => {
    expect(await stored('LowCardinality(String)', 'String', ['x'])).toBe('x')
    const low = 'Map(LowCardinality(String), Array(LowCardinality(String)))'
    const inner = { ends: Uint32Array.of(2), values: ['a', 'b'] }
    expect(await stored(low, low, { ends: Uint32Array.of(1), keys: ['k'], values: inner })).toEqual({ k: ['a', 'b'] })

    const query = `SELECT toLowCardinality(toString(number % 300)) AS low,
      toLowCardinality(if(number % 3 = 0, NULL, toString(number % 2))) AS maybe,
      arrayMap(n -> toLowCardinality(toString(n)), range(number % 3)) AS list FROM numbers(1000)`
    const [first] = await blocksOf(engine.lifespan.native(query))
    if (first === undefined) throw new Error('no block')
    expect(toStrings(stringsOf(first, 'low'))).toEqual(Array.from({ length: 1000 }, (_, n) => `${n % 300}`))
    expect(columnOf(first, 'maybe')).toMatchObject({
      nulls: Uint8Array.from({ length: 1000 }, (_, n) => (n % 3 === 0 ? 1 : 0)),
    })
    expect(columnOf(first, 'list')).toMatchObject({
      values: packStrings(Array.from({ length: 333 }, () => ['0', '0', '1']).flat()),
    })
  })

  test('turns numbers and names into Enum8, but checks only the names', async () => {
    const type = `Enum8('gone' = -2, 'here' = 1)`
    expect(await stored(type, 'Int8', Int8Array.of(-2))).toBe('gone')
    expect(await stored(type, 'UInt8', Uint8Array.of(1))).toBe('here')
    expect(await stored(type, 'String', ['here'])).toBe('here')
    expect(await stored(type, type, Int8Array.of(1))).toBe('here')
    await expect(insert('one', 'String', ['other'])).rejects.toMatchObject({ code: 'CLICKHOUSE_REFUSED' })
    await expect(stored(type, 'Int8', Int8Array.of(5))).rejects.toThrow('Code 691')
    await expect(stored(type, type, Int8Array.of(5))).rejects.toThrow('Code 691')
  })

  test('takes an Int64 in a DateTime64 for seconds', async () => {
    expect(await stored(`DateTime64(3, 'UTC')`, 'Int64', Float64Array.of(1_000))).toBe('1970-01-01 00:16:40.000')
    expect(await stored(`DateTime64(3, 'UTC')`, `DateTime64(3, 'UTC')`, Float64Array.of(1_000))).toBe(
      '1970-01-01 00:00:01.000',
    )
  })

  test('answers in many blocks', async () => {
    let [rows, sum, last] = [0, 0, '']
    const query = 'SELECT toInt64(number) AS n, toString(number) AS s FROM numbers(300000)'
    for await (const part of engine.lifespan.native(query)) {
      rows += part.rows
      for (const n of numbersOf(part, 'n')) sum += Number(n)
      last = stringAt(stringsOf(part, 's'), part.rows - 1)
    }
    expect({ rows, sum, last }).toEqual({ rows: 300_000, sum: (300_000 * 299_999) / 2, last: '299999' })
  })
})
