import type { Kafka } from 'kafkajs'

/** Who reads what. */
interface Reading {
  readonly kafka: Kafka
  readonly group: string
  readonly topics: readonly string[]
}

/** What ended a consumer, for people: why, and what to do about it where that is known. */
export async function readingTrouble({ kafka, group, topics }: Reading, ended: unknown): Promise<Error> {
  const said = ended instanceof Error ? ended.message : String(ended)
  const todo = await todoOf({ kafka, group, topics }, typeOf(ended))
  return new Error(`reading ${topics.join(', ')} from Kafka: ${said}${todo === '' ? '' : `: ${todo}`}`)
}

async function todoOf({ kafka, group, topics }: Reading, type: string): Promise<string> {
  if (type === 'INCONSISTENT_GROUP_PROTOCOL')
    return `others in the group ${group} share what there is in another way; where ClickHouse reads it, every process must say the same kafka.archived_by`
  if (type !== 'UNKNOWN_TOPIC_OR_PARTITION') return ''
  const missing = await missingOf(kafka, topics).catch(() => [])
  return missing.length === 0 ? '' : `make ${missing.join(', ')}, or name another: it is not there`
}

/** The protocol's name of an error, or of what it came from. */
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'type' in error ? String(error.type) : typeOf(error.cause)
}

async function missingOf(kafka: Kafka, topics: readonly string[]): Promise<readonly string[]> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const known = await admin.listTopics()
    return topics.filter((topic) => !known.includes(topic))
  } finally {
    await admin.disconnect()
  }
}
