import { describe, expect, test } from 'vitest'
import type { NativeColumn } from '../../clickhouse/native/column.ts'
import { decodeBlock } from '../../clickhouse/native/decode.ts'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import { Engine } from '../../correlator/engine/engine.ts'
import { tellBatch, TOLD_COLUMNS, type TellBatch } from '../../correlator/engine/tell-batch.ts'
import { blocksOf } from '../../correlator/io/letters.ts'
import { decodeTells, encodeTells } from '../../correlator/io/tell-block.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { encodeBatch } from '../../log/block.ts'
import { decodeFacts } from '../../log/facts.ts'
import type { TellerName } from '../../schemas/entities.ts'
import { EVENT_COLUMNS } from '../../schemas/events.ts'
import type { FactColumns, Facts } from '../../schemas/facts.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { generate } from '../histories/generate.ts'
import { batchOf } from '../histories/replay.ts'

const SEEDS = 60
const PARTITIONS = 3

const NAMES = Object.keys(EVENT_COLUMNS).filter(
  (name) => name !== 'attributes' && name !== 'time',
) as (keyof FactColumns)[]

const TOLD = (['workload', 'credential'] as const).flatMap((entity) =>
  TOLD_COLUMNS[entity].map(({ name }) => [entity, name] as const),
)

/** All that facts hold, spelled out. */
function spelled({ length, at, columns }: Facts): object {
  const valueOf = (name: keyof FactColumns, row: number) => {
    const data = columns[name]
    if (!ArrayBuffer.isView(data)) return data.at(row)
    return EVENT_COLUMNS[name].storage === 'key' ? [...data.subarray(row * 4, row * 4 + 4)] : data[row]
  }
  const rows = Array.from({ length }, (_, row) => NAMES.map((name) => valueOf(name, row)))
  return { at: [...at.subarray(0, length)], rows }
}

describe('a block of the log', () => {
  test('of events is read as it was written', () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const batch = batchOf(generate(seed))
      expect(spelled(decodeFacts(encodeBatch(batch)))).toEqual(spelled(batch))
    }
  })

  test('of a version that knows fewer columns, or more, is read as far as it goes', async () => {
    const batch = batchOf(generate(1))
    const { rows, columns } = await decodeBlock(encodeBatch(batch))
    const some = columns.filter(({ name }) => !['prod', 'owner_id', 'owner_until'].includes(name))
    const more = [
      {
        name: 'of_tomorrow',
        type: 'Map(String, Array(String))',
        data: { ends: new Uint32Array(rows), keys: [], values: { ends: new Uint32Array(0), values: [] } },
      },
      {
        name: 'and_after',
        type: 'Tuple(Int64, String)',
        data: { elements: [new Float64Array(rows), Array<string>(rows).fill('x')] },
      },
    ] as unknown as NativeColumn[]
    const read = decodeFacts(encodeNative(rows, [...more, ...some]))
    const text = (facts: Facts, name: 'credential_id' | 'owner_id') =>
      Array.from({ length: rows }, (_, n) => facts.columns[name].at(n))
    expect(text(read, 'credential_id')).toEqual(batch.columns.credential_id)
    expect([...read.columns.prod]).toEqual(Array(rows).fill(0))
    expect(text(read, 'owner_id')).toEqual(Array(rows).fill(''))
  })

  test('keeps its times exactly, to the millisecond below', () => {
    const times = [
      0n,
      1n,
      999_999n,
      1_000_000n,
      1_790_000_000_123_999_999n,
      7_258_118_399_999_999_999n,
      4_294_967_295n,
      4_294_967_296n,
    ]
    const column = { name: 'time', type: "DateTime64(9, 'UTC')", data: BigInt64Array.from(times) }
    expect([...decodeFacts(encodeNative(times.length, [column])).at]).toEqual(
      times.map((time) => Number(time / 1_000_000n)),
    )
  })

  test('that is cut anywhere, or of nothing that is known, is refused', () => {
    const whole = encodeBatch(batchOf(generate(1)))
    for (let end = 0; end < whole.length; end += 7)
      expect(() => decodeFacts(whole.subarray(0, end))).toThrow(/ends in the middle|layout/)
    expect(() => decodeFacts(Uint8Array.of(1, 255, 255, 255, 255, 255, 1))).toThrow('ends in the middle')
    const kind = (type: string, data: NativeColumn['data']) => () =>
      decodeFacts(encodeNative(1, [{ name: 'prod', type, data }]))
    expect(kind('String', ['yes'])).toThrow('column prod is of another kind')
    expect(kind('Int64', Float64Array.of(1))).toThrow('column prod is of another kind')
    expect(() => decodeFacts(encodeNative(1, [{ name: 'identity', type: 'UInt8', data: Uint8Array.of(1) }]))).toThrow(
      'column identity holds no texts',
    )
  })

  const told = tellsOf(SEEDS)

  test('of what rows tell is read as it was written', async () => {
    for (const batch of told) {
      expect(decodeTells(batch.entity, await decodeBlock(encodeTells(batch)))).toEqual(batch)
    }
    expect(told.length).toBeGreaterThan(SEEDS)
  })

  test.each(TOLD)('of what a %s tells says nothing of %s where an older one wrote it', async (entity, name) => {
    const theirs = told.filter((batch) => batch.entity === entity)
    expect(theirs.length).toBeGreaterThan(0)
    for (const batch of theirs) {
      const block = await decodeBlock(encodeTells(batch))
      const columns = block.columns.filter((column) => !column.name.match(`^${name}(_min|_max)?$`))
      expect(columns.length).toBeLessThan(block.columns.length)
      const absent = unspoken(entity, batch.length)[name]
      const older = { ...batch, columns: { ...batch.columns, [name]: absent } }
      expect(decodeTells(entity, { ...block, columns })).toEqual(older)
    }
  })

  test('of what many rows tell holds all that goes to one partition', async () => {
    const letters = tellsOf(SEEDS).map((batch, n) => ({ partition: n % PARTITIONS, batch }))
    const blocks = blocksOf(letters)
    expect(blocks.length).toBeLessThan(letters.length / 5)
    const rowOf = ({ entity, ids, tenants, issuers, keys, columns }: TellBatch, n: number) =>
      JSON.stringify([
        entity,
        tenants[n],
        issuers[n],
        ids[n],
        [...keys.subarray(n * 4, n * 4 + 4)],
        cellsOf(columns, n),
      ])
    const rowsOf = (batch: TellBatch) => Array.from({ length: batch.length }, (_, n) => rowOf(batch, n))
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const theirs = blocks.filter((block) => block.partition === partition)
      const decoded = await Promise.all(
        theirs.map(async ({ rows, block }) => decodeTells(rows as TellerName, await decodeBlock(block))),
      )
      expect(decoded.map(({ length }) => length)).toEqual(theirs.map(({ count }) => count))
      const said = letters.filter((letter) => letter.partition === partition).flatMap(({ batch }) => rowsOf(batch))
      expect(decoded.flatMap(rowsOf).toSorted()).toEqual(said.toSorted())
    }
  })

  test('of what rows tell is no larger than brokers take, however long their ids are', async () => {
    const [batch] = tellsOf(1)
    const ids = batch!.ids.map((id) => id.padEnd(60_000, 'x'))
    const blocks = blocksOf(Array.from({ length: 30 }, () => ({ partition: 0, batch: { ...batch!, ids } })))
    for (const { block } of blocks) expect(block.length).toBeLessThan(600_000)
    expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(30 * batch!.length)
  })

  test('of what rows tell is refused where it does not say who they are', async () => {
    const [batch] = tellsOf(1)
    const block = await decodeBlock(encodeTells(batch!))
    for (const name of ['key', 'tenant', 'issuer', 'id']) {
      const columns = block.columns.filter((column) => column.name !== name)
      expect(() => decodeTells(batch!.entity, { ...block, columns })).toThrow(`no column ${name}`)
    }
  })
})

/** What a row says in each column. */
function cellsOf(columns: TellBatch['columns'], n: number): unknown[] {
  return Object.entries(columns).map(([name, held]) => {
    const at = (list: ArrayLike<number | string>, width: number) =>
      Array.from({ length: width }, (_, word) => list[n * width + word])
    const lists = Object.values(held).filter((list) => typeof list !== 'string')
    return [name, lists.map((list) => at(list as ArrayLike<number | string>, held.in === 'key' ? 4 : 1))]
  })
}

/** What partitions of some histories tell each other. */
function tellsOf(seeds: number): TellBatch[] {
  return Array.from({ length: seeds * PARTITIONS }, (_, n) => {
    const share = { partition: n % PARTITIONS, partitions: PARTITIONS }
    const engine = new Engine(RULES, DEFAULT_POLICY, share)
    engine.merge(batchOf(generate(Math.floor(n / PARTITIONS))))
    return engine.takeTells().map(({ batch }) => batch)
  }).flat()
}

/** What rows tell of whom nothing is known. */
function unspoken(entity: TellerName, length: number): TellBatch['columns'] {
  const { state } = new Engine(RULES, DEFAULT_POLICY)
  const table = state.table(entity)
  const rows = Array.from({ length }, (_, n) => table.row(Uint32Array.of(n + 1, 0, 0, 0), 0))
  if (entity === 'credential') for (const row of rows) state.toldPart(row)
  return tellBatch(state, entity, rows).columns
}
