import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entity } from '../../schemas/columns.ts'
import { credential, workload } from '../../schemas/entities.ts'
import { NEVER } from '../../schemas/time.ts'
import { ownColumns, type Cell } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { Links, WorkloadLinks } from './links.ts'
import { setTime, timeAt } from './pages.ts'
import { Table } from './table.ts'
import { Texts } from './texts.ts'
import { Timelines, type Entry } from './timelines.ts'

/** Few keys, so that they come again; alike in their first words, so that they collide. */
const key = fc
  .tuple(fc.constantFrom(1, 1025, 2), fc.nat(3), fc.nat(3), fc.nat(400))
  .map((words) => Uint32Array.from(words))

function tableOf(entity: Entity, rows: number): Table {
  const table = new Table(entity, LAYOUTS[entity.name as 'credential'])
  for (let n = 1; n <= rows; n++) table.row(Uint32Array.of(n, n, n, n), 0)
  return table
}

describe('a table of rows', () => {
  test('finds the row of each key, as a Map does', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 2_000 }), (keys) => {
        const table = new Table(credential, LAYOUTS.credential)
        const rows = new Map<string, number>()
        for (const each of keys) {
          const row = table.row(each, 0)
          expect(row).toBe(rows.get(each.join()) ?? rows.size + 1)
          rows.set(each.join(), row)
        }
        expect(table.count).toBe(rows.size)
      }),
      { numRuns: 50 },
    )
  })

  test('finds many keys at once, be they alike, known or new', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 500 }), fc.array(key, { maxLength: 250 }), (known, sought) => {
        const [one, other] = [new Table(credential, LAYOUTS.credential), new Table(credential, LAYOUTS.credential)]
        for (const each of known) expect(one.row(each, 0)).toBe(other.row(each, 0))
        const keys = Uint32Array.from(sought.flatMap((each) => [...each]))
        const rows = new Uint32Array(sought.length)
        one.rowsOf(
          keys,
          Uint32Array.from(rows, (_, n) => n * 4),
          rows,
        )
        expect([...rows]).toEqual(sought.map((each) => other.row(each, 0)))
      }),
      { numRuns: 100 },
    )
  })

  test('has rows in which every column is absent, beyond the first page too', () => {
    const table = new Table(credential, LAYOUTS.credential)
    const row = Array.from({ length: 5_000 }, (_, n) => table.row(Uint32Array.of(1, n, 0, 0), 0)).at(-1)!
    const timed = Object.entries(ownColumns(credential)).filter(([, column]) => column.value === 'time')
    const { rows } = table
    const held = timed.map(([name]) => {
      const { low, high } = LAYOUTS.credential.cells[name] as Extract<Cell, { in: 'time' | 'latest' }>
      return timeAt(rows.page(row), rows.words(row) + low, rows.halves(row) + high)
    })
    expect(held).toEqual(timed.map(([, column]) => (column.merge === 'min' ? NEVER : 0)))
  })

  test('keeps a credential within 96 bytes', () => {
    expect(LAYOUTS.credential.bytes).toBe(96)
  })

  test('keeps the times of a row apart, up to the last', () => {
    const { cells, bytes } = LAYOUTS.credential
    const page = { words: new Uint32Array(bytes), halves: new Uint16Array(bytes), bytes: new Uint8Array(0) }
    const times = Object.values(cells).filter((cell) => cell.in === 'time')
    times.forEach(({ low, high }, n) => setTime(page, low, high, NEVER * 2 - n))
    expect(times.map(({ low, high }) => timeAt(page, low, high))).toEqual(times.map((_, n) => NEVER * 2 - n))
  })
})

describe('links', () => {
  /** Few of whom to listen to: many listen to several. */
  const pair = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 300 }))

  test.each(['parents', 'workloads'])('to %s hold each pair once, and chain all listeners of one', (whom) => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 2_000 }), (pairs) => {
        const credentials = tableOf(credential, 300)
        const workloads = tableOf(workload, 5)
        const links = whom === 'parents' ? new Links(credentials) : new WorkloadLinks(workloads, credentials)
        const expected = new Map<number, Set<number>>()
        for (const [listened, listener] of pairs) {
          const listeners = expected.get(listened) ?? new Set()
          expect(links.add(listened, listener)).toBe(!listeners.has(listener))
          expected.set(listened, listeners.add(listener))
        }
        for (const [listened, listeners] of expected) {
          const chained: number[] = []
          links.each(
            listened,
            (listener) => chained.push(listener),
            () => expect.unreachable(),
          )
          expect(chained.sort((one, other) => one - other)).toEqual([...listeners].sort((one, other) => one - other))
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('a timeline', () => {
  const entry = fc.record<Entry>({ at: fc.nat(20), on: fc.constantFrom(0 as const, 1 as const), ref: fc.nat(5) })
  const order = (one: Entry, other: Entry) => one.at - other.at || one.on - other.on || one.ref - other.ref

  test('keeps the 16 greatest changes, each once, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const timelines = new Timelines()
        const timeline = timelines.create()
        for (const each of entries) timelines.add(timeline, each, (one, other) => one - other)
        const distinct = [...new Map(entries.map((each) => [JSON.stringify(each), each])).values()]
        expect(timelines.entries(timeline)).toEqual(distinct.sort(order).slice(-16))
      }),
      { numRuns: 500 },
    )
  })
})

describe('texts', () => {
  test('of UUIDs take 17 bytes and come back as they were, be they written otherwise', () => {
    const like = fc.tuple(fc.uuid(), fc.nat(35), fc.constantFrom('g', 'A', '-', 'é', '0'))
    fc.assert(
      fc.property(fc.array(like, { maxLength: 50 }), (all) => {
        const texts = new Texts()
        const written = all.flatMap(([uuid, at, other]) => [uuid, uuid.slice(0, at) + other + uuid.slice(at + 1)])
        const references = written.map((text) => texts.add(text))
        expect(references.map((reference) => texts.get(reference))).toEqual(written)
        const [first = 0, second = 17] = references
        expect(second - first).toBe(17)
      }),
    )
  })

  test('come back as they were, whatever the script, across chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 200 }), (all) => {
        const texts = new Texts()
        const filler = 'x'.repeat(20_000)
        const references = all.map((text) => (texts.add(filler), texts.add(text)))
        expect(references.map((reference) => texts.get(reference))).toEqual(all)
      }),
      { numRuns: 50 },
    )
  })
})
