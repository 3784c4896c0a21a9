import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { patiently } from '../../../log/kafka/patiently.ts'
import { ensureTopics, TOPICS } from '../../../log/kafka/topics.ts'
import { DAY } from '../../../schemas/time.ts'

const LOOK_MS = 50
const PATIENCE_MS = 120_000

/** Makes the topics of the log; resolves once each partition has a leader, which takes a busy broker a while. */
export async function makeTopics(admin: Admin, partitions: number): Promise<void> {
  const made = async () => {
    await ensureTopics(admin, { partitions, replication: 1, retention: DAY })
    return (await admin.fetchTopicOffsets(TOPICS.events)).length === partitions
  }
  await until('topics are made', () => made().catch(() => false))
}

/** Waits until a group has done all that a topic holds: what follows from it is in the log before it is committed. */
export async function doneBy(admin: Admin, groupId: string, topic: string = TOPICS.events): Promise<void> {
  await until(`${groupId} is done`, async () => {
    const [committed] = await patiently(() => admin.fetchOffsets({ groupId, topics: [topic] }))
    const offsets = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    const ends = await admin.fetchTopicOffsets(topic)
    return ends.every(({ partition, high }) => Math.max(0, offsets.get(partition) ?? 0) >= Number(high))
  })
}

/** How many records a topic holds. */
export async function recordsIn(admin: Admin, topic: string): Promise<number> {
  const ends = await admin.fetchTopicOffsets(topic)
  return ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
}

/** Looks again and again until something is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(LOOK_MS))
    if (Date.now() > end) throw new Error(`not after ${PATIENCE_MS / 1000} s: ${what}`)
}
