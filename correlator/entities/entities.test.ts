import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credential } from '../../schemas/entities.ts'
import { NEVER } from '../../schemas/time.ts'
import { ownColumns } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { Links } from './links.ts'
import { Table } from './table.ts'
import { Texts } from './texts.ts'
import { Timelines, type Entry } from './timelines.ts'

/** Few keys, so that they come again; alike in their first words, so that they collide. */
const key = fc
  .tuple(fc.constantFrom(1, 1025, 2), fc.nat(3), fc.nat(3), fc.nat(400))
  .map((words) => Uint32Array.from(words))

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

  test('has rows in which every column is absent, beyond the first page too', () => {
    const table = new Table(credential, LAYOUTS.credential)
    const row = Array.from({ length: 5_000 }, (_, n) => table.row(Uint32Array.of(1, n, 0, 0), 0)).at(-1)!
    const { times } = table.rows.page(row)
    const timed = Object.entries(ownColumns(credential)).filter(
      ([name]) => LAYOUTS.credential.cells[name]!.in === 'time',
    )
    const held = timed.map(([name]) => times[table.rows.times(row) + LAYOUTS.credential.cells[name]!.at])
    expect(held).toEqual(timed.map(([, column]) => (column.merge === 'min' ? NEVER : 0)))
  })

  test('keeps a credential within two cache lines', () => {
    expect(LAYOUTS.credential.bytes).toBe(128)
  })
})

describe('links', () => {
  test('hold each pair once, and chain all listeners of one', () => {
    const pair = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 300 }))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 2_000 }), (pairs) => {
        const links = new Links()
        const heads = new Map<number, number>()
        const expected = new Map<number, Set<number>>()
        for (const [listened, listener] of pairs) {
          const link = links.add(listened, listener, heads.get(listened) ?? 0)
          if (link !== 0) heads.set(listened, link)
          expected.set(listened, (expected.get(listened) ?? new Set()).add(listener))
        }
        for (const [listened, listeners] of expected) {
          const chained: number[] = []
          for (let link = heads.get(listened)!; link !== 0; link = links.next(link)) chained.push(links.listener(link))
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
