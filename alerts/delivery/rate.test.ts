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

test('a rate is kept, but for what was saved for ten seconds', () => {
  const counts = sent(new Rate(60, AT), 70)
  expect([counts[0], ...counts.slice(1, 3)]).toEqual([10, 1, 1])
  expect(counts.reduce((all, one) => all + one)).toBeLessThanOrEqual(10 + 70)
})

test('one a minute is one a minute', () => {
  expect(sent(new Rate(1, AT), 121).reduce((all, one) => all + one)).toBe(3)
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
