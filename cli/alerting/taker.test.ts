import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { alertOf } from '../../alerts/alert-for-test.ts'
import type { Alert } from '../../alerts/alert.ts'
import { Taker } from './taker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what the outbox could not take is taken later, in order, and whoever finds does not hear of it', () => {
  let isFull = true
  const taken: string[] = []
  const troubles: string[] = []
  const take = (alerts: readonly Alert[]) => {
    if (isFull) throw new Error('database or disk is full')
    taken.push(...alerts.map(({ id }) => id))
  }
  const taker = new Taker(take, ({ message }) => void troubles.push(message))
  taker.take([alertOf({ id: 'a' })])
  taker.take([alertOf({ id: 'b' })])
  vi.advanceTimersByTime(5_000)
  isFull = false
  expect([taken, troubles.length]).toEqual([[], 3])
  expect(troubles[0]).toBe("alerts: what was found can't be taken (database or disk is full); it is tried again")
  vi.advanceTimersByTime(5_000)
  taker.take([alertOf({ id: 'c' })])
  expect(taken).toEqual(['a', 'b', 'c'])
  taker.stop()
})
