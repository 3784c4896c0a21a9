import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../schemas/time.ts'
import { alertOf, AT } from './alert-for-test.ts'
import { quietUntil, type Maintenance } from './maintenance.ts'

const until = (...windows: readonly Maintenance[]) => quietUntil(windows, alertOf(), AT)
const NIGHT: Maintenance = { from: AT - HOUR, until: AT + HOUR }

describe('a window of maintenance', () => {
  test.each<readonly [string, Maintenance, number]>([
    ['is open', NIGHT, AT + HOUR],
    ['begins now', { from: AT, until: AT + 1 }, AT + 1],
    ['ends now', { from: AT - 1, until: AT }, 0],
    ['is to come', { from: AT + 1, until: AT + 2 }, 0],
    ['is of others', { ...NIGHT, rules: ['C*'] }, 0],
    ['is of it among others', { ...NIGHT, rules: ['L*'], owners: ['*'] }, AT + HOUR],
    ['was open long ago', { from: AT - 10 * DAY, until: AT - 10 * DAY + HOUR }, 0],
    ['is open every day', { from: AT - 10 * DAY, until: AT - 10 * DAY + HOUR, every: DAY }, AT + HOUR],
    ['is every day at another hour', { from: AT - 10 * DAY - 2 * HOUR, until: AT - 10 * DAY - HOUR, every: DAY }, 0],
  ])('that %s', (_, window, end) => {
    expect(until(window)).toBe(end)
  })

  test('goes on in the one that follows, and ends with the last', () => {
    const [first, second] = [NIGHT, { from: AT + HOUR, until: AT + 2 * HOUR }]
    expect([until(second, first), until(first, { from: AT, until: AT + 5 })]).toEqual([AT + 2 * HOUR, AT + HOUR])
  })

  test('without an end is looked through so far only', () => {
    expect(until({ from: AT, until: AT + DAY, every: DAY })).toBeLessThanOrEqual(AT + 3 * DAY)
  })
})
