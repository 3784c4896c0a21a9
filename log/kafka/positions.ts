import type { Admin } from 'kafkajs'
import { TOPICS } from './topics.ts'

/** Where a partition of a topic ends now: the next offset that will be given. */
export async function endOf(admin: Admin, topic: string, partition: number): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return Number(offsets.find((one) => one.partition === partition)?.high ?? 0)
}

/** What a group has committed of a partition of the log; 0 where it has nothing. */
export async function committedBy(admin: Admin, groupId: string, partition: number): Promise<number> {
  const [topic] = await admin.fetchOffsets({ groupId, topics: [TOPICS.events] })
  return Math.max(0, Number(topic?.partitions.find((one) => one.partition === partition)?.offset ?? -1))
}
