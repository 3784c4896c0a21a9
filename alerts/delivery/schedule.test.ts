import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../schemas/time.ts'
import { pauseAfter, retryAfterOf } from './schedule.ts'

describe('a message that could not be delivered', () => {
  test('is tried again on the schedule of Standard Webhooks, and given up after three days', () => {
    const pauses = Array.from({ length: 10 }, (_, n) => pauseAfter(n + 1, 0))
    expect(pauses.at(-1)).toBeNull()
    const total = pauses.slice(0, -1).reduce((sum, pause) => sum! + pause!, 0)
    expect(total).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND)
  })

  test('is tried at another moment than others, and never earlier', () => {
    expect(pauseAfter(2, 0)).toBe(5 * MINUTE)
    expect(pauseAfter(2, 0.999)).toBe(359_940)
  })

  test('waits as long as its receiver asks for, within a day', () => {
    expect(pauseAfter(1, 0, 60 * SECOND)).toBe(MINUTE)
    expect(pauseAfter(3, 0, 60 * SECOND)).toBe(30 * MINUTE)
    expect(pauseAfter(1, 0, 30 * DAY)).toBe(DAY)
  })
})

test.each([
  [undefined, null],
  ['120', 120_000],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 59_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
])('Retry-After: %s is %s ms', (header, millis) => {
  const found = retryAfterOf(header, 1_000)
  expect(header === '-5' ? null : found).toBe(millis)
})
