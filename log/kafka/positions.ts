import type { Admin } from 'kafkajs'
import { patiently } from './patiently.ts'
import { TOPICS } from './topics.ts'

/** Where a partition of a topic ends now: the next offset that will be given. */
export async function endOf(admin: Admin, topic: string, partition: number): Promise<number> {
  return Number((await offsetsOf(admin, topic, partition)).high)
}

/** Where a partition ends for one who reads all that is kept of it; 0 where nothing is, for then no record will tell him that he is there. */
export async function endOfKept(admin: Admin, topic: string, partition: number): Promise<number> {
  const { low, high } = await offsetsOf(admin, topic, partition)
  return low === high ? 0 : Number(high)
}

async function offsetsOf(admin: Admin, topic: string, partition: number): Promise<{ low: string; high: string }> {
  return patiently(async () => {
    const { low, high } = (await admin.fetchTopicOffsets(topic)).find((one) => one.partition === partition)!
    return { low, high }
  })
}

/** What a group has committed of a partition of the log; 0 where it has nothing. */
export async function committedBy(admin: Admin, groupId: string, partition: number): Promise<number> {
  return (await allCommittedBy(admin, groupId)).get(partition) ?? 0
}

/** What a group has committed of each partition of the log. */
export async function allCommittedBy(admin: Admin, groupId: string): Promise<ReadonlyMap<number, number>> {
  const partitions = await patiently(async () => {
    const [topic] = await admin.fetchOffsets({ groupId, topics: [TOPICS.events] })
    if (topic!.partitions.length === 0) throw new TypeError(`the partitions of ${TOPICS.events} are not known`)
    return topic!.partitions
  })
  return new Map(partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]))
}
