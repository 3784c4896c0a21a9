import { describe, expect, test } from 'vitest'
import { createAgenda } from './agenda.ts'
import { liveStories } from './live.ts'
import type { Cue } from './live.ts'
import { minute, second } from './story.ts'
import type { RuleId } from './story.ts'

const start = Date.parse('2026-11-25T14:00:00Z')

function cuesUntil(end: number, rate = 1): Cue[] {
  const cues: Cue[] = []
  for (const cue of liveStories(1, start, rate)) {
    if (cue.at > end) break
    cues.push(cue)
  }
  return cues
}

/** When a finding can be seen: it has appeared, and what it needs was said. */
const seen = (rule: RuleId): number[] =>
  cuesUntil(start + 15 * minute)
    .flatMap(({ story }) => story.expected.filter((each) => each.rule === rule))
    .map((each) => Math.max(each.appears, each.committed, start))
    .sort((a, b) => a - b)

/** Spans and log records a second, in the first two minutes. */
const carriers = (rate: number): number =>
  cuesUntil(start + 2 * minute, rate)
    .filter((cue) => cue.at >= start)
    .reduce((sum, { story }) => sum + story.events.length, 0) / 120

describe('the live part', () => {
  test('the first pod without a life is found within fifteen seconds', () => {
    expect(seen('L01')[0]).toBeLessThanOrEqual(start + 15 * second)
  })

  test.each(['L01', 'L02', 'L03', 'C01', 'C04', 'C05', 'G01', 'G02'] as const)(
    '%s is offended within two minutes, and again within every two',
    (rule) => {
      let last = start
      for (const at of seen(rule).filter((moment) => moment < start + 14 * minute)) {
        expect(at - last).toBeLessThanOrEqual(2 * minute)
        last = at
      }
      expect(last).toBeGreaterThan(start + 12 * minute)
    },
  )

  test('stories come by their cue, and no workload begins before it', () => {
    const cues = cuesUntil(start + 10 * minute)
    expect(cues.map((cue) => cue.at)).toEqual(cues.map((cue) => cue.at).toSorted((a, b) => a - b))
    const early = cues.filter(({ at, story }) =>
      story.events.some((event) => event.name === 'workload.started' && event.at < at),
    )
    expect(early).toEqual([])
  })

  test('some carriers a second, fifty times as many at fifty times the rate', () => {
    expect(carriers(1)).toBeGreaterThan(2)
    expect(carriers(1)).toBeLessThan(6)
    expect(carriers(50) / carriers(1)).toBeCloseTo(50, -1)
  })
})

describe('an agenda', () => {
  test('gives what is due, by time, then by order of arrival', () => {
    const agenda = createAgenda<string>()
    for (const [at, item] of [
      [3, 'c'],
      [1, 'a'],
      [2, 'b'],
      [1, 'a too'],
    ] as const)
      agenda.add(at, item)
    expect(agenda.due(0, 9)).toEqual([])
    expect(agenda.due(2, 2)).toEqual(['a', 'a too'])
    expect(agenda.due(2, 9)).toEqual(['b'])
    expect(agenda.due(9, 9)).toEqual(['c'])
  })
})
