import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
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

const MOVING = new Set([
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
])
/** What kafkajs says of brokers that are new, and also of those that let us use no groups. */
const NO_COORDINATOR = 'KafkaJSGroupCoordinatorNotFound'
const AGAIN_MS = 300
const PATIENCE_MS = 20_000

/**
 * Asks again while a group's coordinator or a partition's leader is just being found, as when brokers start, or a topic is new and not known to
 * all of them: kafkajs gives up at once, with an error of the protocol or one in its own code.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(AGAIN_MS)) {
    try {
      return await ask()
    } catch (error) {
      if (!isPassing(error) || Date.now() > until) throw error
    }
  }
}

/** Somebody who asks while it asks brokers for other topics is told that a topic has no partitions, or trips over that. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof TypeError || error.name === NO_COORDINATOR) return true
  return ('type' in error && MOVING.has(String(error.type))) || isPassing(error.cause)
}
