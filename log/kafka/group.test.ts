import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PartitionGroup } from './group.ts'
import { headersOf } from './record.ts'
import { FakeKafka } from './test-kafka.ts'
import { TOPICS } from './topics.ts'

const KEY = 'key'
const PLACE = `${TOPICS.events}/0`

/** A record that comes by itself. */
function batchAt(offset: number, resolved: string[] = []): Partial<EachBatchPayload> {
  const message = {
    offset: String(offset),
    value: Buffer.of(0, 0),
    headers: headersOf('event', 0, KEY),
  } as KafkaMessage
  return {
    batch: { topic: TOPICS.events, partition: 0, messages: [message] } as unknown as EachBatchPayload['batch'],
    resolveOffset: (place) => void resolved.push(place),
    heartbeat: () => Promise.resolve(),
    isRunning: () => true,
    isStale: () => false,
  }
}

describe('a partition that is being taken over', () => {
  const fake = new FakeKafka()
  const read: number[] = []
  let begin: (position: number) => void
  let group: PartitionGroup
  beforeEach(async () => {
    vi.useFakeTimers({ fakeNodeBuiltins: true })
    fake.assigned = { [TOPICS.events]: [0], [TOPICS.findings]: [0] }
    read.length = 0
    group = new PartitionGroup({
      kafka: fake.kafka,
      group: 'group',
      session: 10_000,
      archivedBy: 'clickhouse',
      keyId: KEY,
      hold: () => ({
        begun: new Promise((resolve) => (begin = resolve)),
        read: async (position) => void read.push(position),
        learn: () => Promise.resolve(),
        drop: () => undefined,
      }),
      onTrouble: (error) => {
        throw error
      },
      onForeign: () => undefined,
    })
    await group.joined
  })
  afterEach(async () => {
    await group.close()
    vi.useRealTimers()
  })

  test('is read from where it begins, and not before', async () => {
    const { latest } = fake
    expect([...latest.paused]).toEqual([PLACE])
    begin(7)
    await vi.advanceTimersByTimeAsync(0)
    expect([[...latest.paused], latest.sought.get(PLACE)]).toEqual([[], '7'])
    const resolved: string[] = []
    await latest.read(batchAt(7, resolved))
    expect([read, resolved]).toEqual([[7], ['7']])
  })

  test('is not fetched again and again by a consumer that was started anew, and knows of no pause', async () => {
    const { latest } = fake
    latest.startAgain()
    expect([...latest.paused]).toEqual([])
    const resolved: string[] = []
    await latest.read(batchAt(3, resolved))
    expect([[...latest.paused], read, resolved]).toEqual([[PLACE], [], []])
    begin(7)
    await vi.advanceTimersByTimeAsync(0)
    expect([...latest.paused]).toEqual([])
    await latest.read(batchAt(7, resolved))
    expect([read, resolved]).toEqual([[7], ['7']])
  })

  test('is committed once at a time, however long that takes', async () => {
    const { latest } = fake
    begin(7)
    group.judged(0, 7)
    fake.isAway = true
    await vi.advanceTimersByTimeAsync(30_000)
    const once = latest.commits.length
    group.judged(0, 8)
    latest.committing.resolve()
    await vi.advanceTimersByTimeAsync(1_000)
    expect([once, latest.commits.map(([place]) => place!.offset)]).toEqual([1, ['7', '8']])
    fake.isAway = false
  })
})
