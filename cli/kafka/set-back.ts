import type { Admin } from 'kafkajs'
import { TOPICS } from '../../log/kafka/topics.ts'
import { awaitGroup } from './await-group.ts'
import type { Gap } from './gap.ts'

interface Group {
  readonly topic: string
  readonly group: string
}

/** Sets the archiving groups back: that of the log to where it is needed, all others to their beginning, for what comes again does no harm. */
export async function setBack(admin: Admin, { from }: Gap, groups: readonly Group[]): Promise<void> {
  const back = async ({ topic, group }: Group) => {
    await emptied(admin, group)
    if (topic !== TOPICS.events) await admin.resetOffsets({ groupId: group, topic, earliest: true })
    else if (from.length > 0) await admin.setOffsets({ groupId: group, topic, partitions: [...from] })
  }
  await Promise.all(groups.map(back))
}

/** Whoever left without a word is a member until its session ends. */
const PATIENCE_MS = 60_000

/** Waits until nobody is in a group: brokers take positions of nobody else. */
async function emptied(admin: Admin, groupId: string): Promise<void> {
  if (await awaitGroup(admin, groupId, ({ state }) => state === 'Empty' || state === 'Dead', PATIENCE_MS)) return
  throw new Error(
    `somebody still archives in the group ${groupId}, which must go back: stop every 'lifespan archive', and whatever other ClickHouse reads this log`,
  )
}
