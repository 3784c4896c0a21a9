import { expect, test } from 'vitest'
import { AT } from '../alert-for-test.ts'
import { Rate } from './rate.ts'

/** How many are sent within each second, where somebody always has more. */
function sent(rate: Rate, seconds: number): number[] {
  return Array.from({ length: seconds }, (_, second) => {
    let count = 0
    for (let ms = 0; ms < 1_000; ms++) for (; rate.free(AT + second * 1_000 + ms) > 0; rate.spend()) count++
    return count
  })
}

test('a rate is kept, in any minute, but that ten seconds can be sent at once', () => {
  const counts = sent(new Rate(60, AT), 180)
  expect(counts.slice(0, 3)).toEqual([10, 1, 1])
  const minutes = counts.map((_, from) => counts.slice(from, from + 60).reduce((all, one) => all + one))
  expect(Math.max(...minutes)).toBe(60)
})

test.each([1, 2, 6, 7])('%i a minute is that many', (perMinute) => {
  expect(sent(new Rate(perMinute, AT), 60).reduce((all, one) => all + one)).toBe(perMinute)
})

test('what was sent before a restart counts', () => {
  const before = Array.from({ length: 60 }, (_, n) => AT - 60_000 + n * 1_000)
  const rate = new Rate(60, AT, before)
  expect([rate.free(AT), rate.pause]).toEqual([0, 1_000])
  expect(sent(rate, 10).reduce((all, one) => all + one)).toBeLessThanOrEqual(10)
})

test('there is none unless it is said', () => {
  expect(new Rate(0, AT).free(AT)).toBe(Infinity)
})

test('it is said when one may be sent', () => {
  const rate = new Rate(60, AT)
  while (rate.free(AT) > 0) rate.spend()
  expect(rate.pause).toBe(1_000)
  expect([rate.free(AT + 999), rate.free(AT + 1_000)]).toEqual([0, 1])
})

test('a clock that goes back lets nobody send more', () => {
  const rate = new Rate(60, AT)
  while (rate.free(AT) > 0) rate.spend()
  expect([rate.free(AT - 60_000), rate.free(AT - 59_500)]).toEqual([0, 0])
})
