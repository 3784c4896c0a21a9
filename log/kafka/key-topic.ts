import type { Admin } from 'kafkajs'
import { createTopics, TopicFault } from './topics.ts'

/** Behind it stands under which key ids became keys in this log; the topic holds nothing. */
const PREFIX = 'lifespan.key.'

/**
 * Insists that all who share a log make keys under one key: what was sent under another one would be acknowledged, and then passed over by
 * all others. Its id is the name of a topic, for that is there at once, and for as long as the log. Throws a {@link TopicFault}.
 */
export async function insistOnKey(admin: Admin, keyId: string, replication: number): Promise<void> {
  const ours = `${PREFIX}${keyId}`
  const before = await keyTopics(admin)
  refuseOthers(before, ours)
  if (before.length > 0) return
  await createTopics(admin, [{ topic: ours, numPartitions: 1, replicationFactor: replication }])
  refuseOthers(await keyTopics(admin), ours)
}

async function keyTopics(admin: Admin): Promise<readonly string[]> {
  return (await admin.listTopics()).filter((topic) => topic.startsWith(PREFIX))
}

function refuseOthers(found: readonly string[], ours: string): void {
  const other = found.find((topic) => topic !== ours)
  if (other === undefined) return
  const what = `these brokers have a log whose ids became keys under another key (the topic ${other}; ours would be ${ours})`
  const how =
    'configure that one (LIFESPAN_KEY, or --data with the directory whose secrets.json it is), or other brokers, or delete all topics lifespan.* to begin anew'
  throw new TopicFault(`${what}: ${how}`)
}
