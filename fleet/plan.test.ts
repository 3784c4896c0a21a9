import { describe, expect, test } from 'vitest'
import { countCarriers, countRules, planHistory } from './plan.ts'
import { createRandom } from './random.ts'
import { misdeeds } from './repertoire.ts'
import { day } from './story.ts'

const start = Date.parse('2026-11-25T08:00:00Z')
const ids = (seed: number, from: number) => planHistory(seed, from, 1).expected.map((each) => each.subject.id)

describe('the plan of a history', () => {
  test('the same seed and the same start give the same history', () => {
    expect(planHistory(1, start, 6)).toEqual(planHistory(1, start, 6))
  })

  test('another seed, or another start, is another fleet', () => {
    const [first, ...others] = [ids(1, start), ids(2, start), ids(1, start + 1)]
    for (const other of others) expect(other.filter((id) => first?.includes(id))).toEqual([])
  })

  test('every rule is offended a known number of times, whatever the seed and the length', () => {
    for (const [seed, hours] of [
      [1, 6],
      [2, 1],
      [3, 24],
    ] as const) {
      expect(countRules(planHistory(seed, start, hours).expected)).toEqual({
        L01: 22,
        L02: 7,
        L03: 3,
        C01: 7,
        C04: 2,
        C05: 3,
        G01: 7,
        G02: 5,
      })
    }
  })

  test('nothing happens after the end, and every finding has appeared by then', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { end, events, expected } = planHistory(seed, start, 1)
      expect(Math.max(...events.map((event) => event.at))).toBeLessThanOrEqual(end)
      expect(Math.max(...expected.map((each) => Math.max(each.appears, each.committed)))).toBeLessThan(end)
    }
  })

  test('a finding is named once, and holds for some time', () => {
    const { expected } = planHistory(1, start, 6)
    expect(new Set(expected.map(({ rule, subject }) => `${rule} ${subject.id}`)).size).toBe(expected.length)
    for (const { since, appears, until } of expected) {
      expect(since).toBeLessThanOrEqual(appears)
      expect(until ?? Infinity).toBeGreaterThan(appears)
    }
  })

  test('owners reach back days, and use all three carriers beside ordinary traffic', () => {
    const { events } = planHistory(1, start, 6)
    expect(events[0]?.at).toBeLessThan(start - 30 * day)
    const { spans, spanEvents, logs, ours } = countCarriers(events)
    expect(Math.min(spanEvents, logs, spans - spanEvents, events.length - ours)).toBeGreaterThan(100)
  })

  test('no hours are the owners alone, and half an hour is refused', () => {
    const { events, expected } = planHistory(1, start, 0)
    expect(new Set(events.map((event) => event.name))).toEqual(new Set(['owner.assigned']))
    expect(expected).toEqual([])
    expect(() => planHistory(1, start, 0.5)).toThrow('at least one hour')
  })

  test.each(misdeeds)('$tell.name keeps within the room that it asks for', ({ tell, before, after }) => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      const { events } = tell({ random: createRandom(seed), anchor: start, live: false })
      const times = events.filter((event) => event.at > start - day).map((event) => event.at)
      expect(Math.min(...times)).toBeGreaterThanOrEqual(start - before)
      expect(Math.max(...times)).toBeLessThanOrEqual(start + after)
    }
  })
})
