import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Feed } from './feed.ts'
import { FakeKafka } from './test-kafka.ts'

const MINUTE = 60_000
const AGAIN_MS = 5_000
const TOPIC = 'topic'

let fake: FakeKafka
let feed: Feed
let taken: number
const troubles: string[] = []
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

beforeEach(async () => {
  vi.useFakeTimers({ fakeNodeBuiltins: true })
  fake = new FakeKafka()
  fake.assigned = { [TOPIC]: [0] }
  fake.high = { [TOPIC]: [10] }
  fake.committed = { [TOPIC]: [10] }
  taken = 0
  troubles.length = 0
  feed = new Feed({
    kafka: fake.kafka,
    group: 'group',
    topics: [TOPIC],
    session: 10_000,
    onTrouble: ({ message }) => troubles.push(message),
    take: async () => void (taken += 1),
  })
  await pass(0)
})
afterEach(async () => {
  await feed.close()
  vi.useRealTimers()
})

/** It reads, by one consumer and no other. */
async function expectReading(): Promise<void> {
  const before = taken
  await fake.latest.read()
  expect(taken).toBe(before + 1)
  expect(fake.consumers.filter(({ isConnected }) => isConnected)).toEqual([fake.latest])
}

describe('what reads topics', () => {
  test('begins anew after each of many failures, however far apart', async () => {
    for (let failures = 1; failures <= 6; failures++) {
      await expectReading()
      await pass(failures * 7 * MINUTE)
      fake.latest.crash(false)
      await pass(AGAIN_MS - 1)
      expect(fake.consumers).toHaveLength(failures)
      await pass(1)
      expect(fake.consumers).toHaveLength(failures + 1)
      expect(troubles).toEqual(Array(failures).fill('reading topic from Kafka: crashed'))
    }
    await expectReading()
  })

  test('leaves it to kafkajs to go on after what that mends itself', async () => {
    fake.latest.crash(true)
    await pass(10 * MINUTE)
    expect([fake.consumers.length, troubles]).toEqual([1, []])
  })

  test('comes back however long brokers were away', async () => {
    fake.isAway = true
    fake.latest.crash(false)
    await pass(30 * MINUTE)
    expect(troubles.at(-1)).toBe('reading topic from Kafka: connect ECONNREFUSED')
    fake.isAway = false
    await pass(AGAIN_MS)
    await expectReading()
  })

  test('begins anew where its consumer stands still, though that has joined but once', async () => {
    await pass(10 * MINUTE)
    expect(fake.consumers).toHaveLength(1)
    fake.high = { [TOPIC]: [11] }
    await pass(MINUTE + AGAIN_MS)
    expect(troubles).toEqual(['reading topic from Kafka: the consumer reads nothing though there is something to read'])
    expect(fake.consumers).toHaveLength(2)
    fake.committed = { [TOPIC]: [11] }
    await pass(10 * MINUTE)
    expect(fake.consumers).toHaveLength(2)
    await expectReading()
  })

  test('leaves a consumer alone that reads, however far behind it is', async () => {
    fake.high = { [TOPIC]: [99] }
    for (let reads = 0; reads < 40; reads++) {
      await pass(MINUTE / 3)
      await expectReading()
    }
    expect(fake.consumers).toHaveLength(1)
  })

  test('looks after nobody who has ended', async () => {
    for (let failures = 0; failures < 6; failures++) {
      fake.latest.crash(false)
      await pass(AGAIN_MS)
    }
    const before = fake.looks
    await pass(10 * MINUTE)
    expect(fake.looks - before).toBe(20)
  })

  test('is over once it is closed', async () => {
    await feed.close()
    await pass(10 * MINUTE)
    expect([fake.consumers.length, fake.latest.isConnected, troubles]).toEqual([1, false, []])
  })
})
