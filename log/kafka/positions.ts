import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { TOPICS } from './topics.ts'

/** Where a partition of a topic ends now: the next offset that will be given. */
export async function endOf(admin: Admin, topic: string, partition: number): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return Number(offsets.find((one) => one.partition === partition)?.high ?? 0)
}

/** What a group has committed of a partition of the log; 0 where it has nothing. */
export async function committedBy(admin: Admin, groupId: string, partition: number): Promise<number> {
  return (await allCommittedBy(admin, groupId)).get(partition) ?? 0
}

/** What a group has committed of each partition of the log. */
export async function allCommittedBy(admin: Admin, groupId: string): Promise<ReadonlyMap<number, number>> {
  const [topic] = await patiently(() => admin.fetchOffsets({ groupId, topics: [TOPICS.events] }))
  return new Map(topic?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]))
}

const MOVING = new Set(['NOT_COORDINATOR_FOR_GROUP', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'GROUP_LOAD_IN_PROGRESS'])
const AGAIN_MS = 300
const PATIENCE_MS = 20_000

/** Asks again while a group's coordinator is just being found, as it is when brokers start: kafkajs gives up at once. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(AGAIN_MS)) {
    try {
      return await ask()
    } catch (error) {
      const type = error instanceof Error && 'type' in error ? String(error.type) : ''
      if (!MOVING.has(type) || Date.now() > until) throw error
    }
  }
}
