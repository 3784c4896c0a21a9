import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Consumer } from 'kafkajs'
import { Stall } from './stall.ts'
import { FakeConsumer, FakeKafka } from './test-kafka.ts'

const MINUTE = 60_000
const READ = 'read'
const LEARNT = 'learnt'

beforeEach(() => void vi.useFakeTimers({ fakeNodeBuiltins: true }))
afterEach(() => void vi.useRealTimers())

/** Watches a consumer that has the partitions 0 and 1 of two topics, of which one is watched. */
async function watch(isWaiting = () => false) {
  const fake = new FakeKafka()
  fake.assigned = { [READ]: [0, 1], [LEARNT]: [0, 1] }
  fake.high = { [READ]: [10, 10, 10], [LEARNT]: [10, 10, 10] }
  fake.committed = { [READ]: [10, 10, 10], [LEARNT]: [-1, -1, -1] }
  const options = { kafka: fake.kafka, group: 'group', topics: [READ, LEARNT], watched: [READ], isWaiting }
  const stall = new Stall(options)
  const consumer = new FakeConsumer(fake)
  const closing = new AbortController()
  let said: string | null = null
  const watching = stall.watch(consumer as unknown as Consumer, closing.signal).then(({ message }) => (said = message))
  await consumer.run({ eachBatch: () => Promise.resolve() })
  return {
    fake,
    stall,
    closing,
    watching,
    /** What it says after so long; null while it says nothing. */
    after: async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds)
      return said
    },
  }
}

const STANDS = 'the consumer reads nothing though there is something to read'

describe('a consumer that stops without a word', () => {
  test('is told of once two looks see that it reads nothing though there is something', async () => {
    const { fake, after } = await watch()
    expect(await after(10 * MINUTE)).toBe(null)
    fake.high = { [READ]: [10, 11] }
    expect(await after(MINUTE - 1)).toBe(null)
    expect(await after(1)).toBe(STANDS)
  })

  test('is told of also where its group has committed nothing', async () => {
    const { fake, after } = await watch()
    fake.committed = { [READ]: [] }
    expect(await after(MINUTE)).toBe(STANDS)
  })

  test('is left alone where all that was not read is gone', async () => {
    const { fake, after } = await watch()
    fake.committed = { [READ]: [4, 4] }
    fake.low = { [READ]: [10, 10] }
    expect(await after(10 * MINUTE)).toBe(null)
  })

  test("is left alone where what is to be read is another's, or no sign of it", async () => {
    const { fake, after } = await watch()
    fake.high = { [READ]: [10, 10, 99], [LEARNT]: [99, 99, 99] }
    expect(await after(10 * MINUTE)).toBe(null)
  })

  test('is left alone while it reads, however little, and looked at anew after that', async () => {
    const { fake, stall, after } = await watch()
    fake.high = { [READ]: [99, 99] }
    for (let minute = 0; minute < 20; minute++) {
      expect(await after(MINUTE / 2)).toBe(null)
      await stall.during(() => Promise.resolve())
    }
    expect(await after(MINUTE)).toBe(null)
    expect(await after(MINUTE / 2)).toBe(STANDS)
  })

  test('is left alone while what it took is under way, also where that fails', async () => {
    const { fake, stall, after } = await watch()
    fake.high = { [READ]: [99, 99] }
    let fail: (error: Error) => void = () => undefined
    const taking = stall.during(() => new Promise((_, reject) => (fail = reject)))
    expect(await after(10 * MINUTE)).toBe(null)
    fail(new Error('refused'))
    await expect(taking).rejects.toThrow('refused')
    expect(await after(MINUTE)).toBe(null)
    expect(await after(MINUTE / 2)).toBe(STANDS)
  })

  test('is left alone while it has a reason to wait', async () => {
    let waits = true
    const { fake, after } = await watch(() => waits)
    fake.high = { [READ]: [99, 99] }
    expect(await after(10 * MINUTE)).toBe(null)
    waits = false
    expect(await after(MINUTE)).toBe(STANDS)
  })

  test('is left alone while brokers do not answer', async () => {
    const { fake, after } = await watch()
    fake.high = { [READ]: [99, 99] }
    fake.isAway = true
    expect(await after(10 * MINUTE)).toBe(null)
    fake.isAway = false
    expect(await after(MINUTE)).toBe(STANDS)
  })

  test('is watched no longer once nobody wants to know', async () => {
    const { fake, closing, watching, after } = await watch()
    closing.abort()
    expect(await watching).toBe('closed')
    fake.high = { [READ]: [99, 99] }
    await after(10 * MINUTE)
    expect(fake.looks).toBe(0)
  })
})
