import type { Admin } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allCommittedBy, endOf, endOfKept } from './positions.ts'
import { TOPICS } from './topics.ts'

beforeEach(() => void vi.useFakeTimers({ fakeNodeBuiltins: true }))
afterEach(() => void vi.useRealTimers())

/** Answers with one after the other, the last one again and again. */
function answering<T>(...answers: readonly (T | Error)[]): () => Promise<T> {
  let asked = 0
  return async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!
    if (answer instanceof Error) throw answer
    return answer
  }
}

const tripped = new TypeError("Cannot destructure property 'partitions' of 'high.pop(...)' as it is undefined.")
const moving: Error = Object.assign(new Error('This is not the correct coordinator for this group'), {
  type: 'NOT_COORDINATOR_FOR_GROUP',
})
const end = { partition: 1, offset: '7', low: '0', high: '7' }
const offsets = (...partitions: readonly { readonly partition: number; readonly offset: string }[]) => [
  { topic: TOPICS.events, partitions: partitions.map((one) => ({ ...one, metadata: null })) },
]

async function afterAWhile<T>(asking: Promise<T>): Promise<T> {
  const settled = asking.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  await vi.advanceTimersByTimeAsync(30_000)
  const outcome = await settled
  if ('error' in outcome) throw outcome.error
  return outcome.value
}

describe('where a partition ends', () => {
  test('is asked for again while kafkajs knows no partitions of the topic', async () => {
    const admin = { fetchTopicOffsets: answering(tripped, [end]) } as Partial<Admin> as Admin
    expect(await afterAWhile(endOf(admin, TOPICS.events, 1))).toBe(7)
  })

  test('is not thought to be its beginning where it can not be had', async () => {
    const admin = { fetchTopicOffsets: answering([end]) } as Partial<Admin> as Admin
    await expect(afterAWhile(endOf(admin, TOPICS.events, 2))).rejects.toBeInstanceOf(TypeError)
  })
})

describe('where what is kept of a partition ends', () => {
  test.each([
    [{ ...end, low: '3' }, 7],
    [{ ...end, low: '7' }, 0],
  ])('of %j', async (offset, kept) => {
    const admin = { fetchTopicOffsets: answering([offset]) } as Partial<Admin> as Admin
    expect(await afterAWhile(endOfKept(admin, TOPICS.findings, 1))).toBe(kept)
  })
})

describe('what a group has committed', () => {
  test('is asked for again while its coordinator moves, or kafkajs knows no partitions of the topic', async () => {
    const committed = offsets({ partition: 0, offset: '5' }, { partition: 1, offset: '-1' })
    const admin = { fetchOffsets: answering(moving, offsets(), committed) } as Partial<Admin> as Admin
    const all = await afterAWhile(allCommittedBy(admin, 'group'))
    expect([...all]).toEqual([
      [0, 5],
      [1, 0],
    ])
  })

  test.each([
    ['brokers that are new have no coordinators', { name: 'KafkaJSGroupCoordinatorNotFound' }],
    ['a broker does not know of a topic that is new', { type: 'UNKNOWN_TOPIC_OR_PARTITION' }],
  ])('is asked for again while %s', async (_, said) => {
    const failure: Error = Object.assign(new Error('not yet'), said)
    const found = offsets({ partition: 0, offset: '5' })
    const admin = { fetchOffsets: answering(failure, found) } as Partial<Admin> as Admin
    expect([...(await afterAWhile(allCommittedBy(admin, 'group')))]).toEqual([[0, 5]])
  })

  test('is given up after 20 seconds, with what is wrong', async () => {
    const admin = { fetchOffsets: answering<ReturnType<typeof offsets>>(moving) } as Partial<Admin> as Admin
    await expect(afterAWhile(allCommittedBy(admin, 'group'))).rejects.toBe(moving)
  })
})
