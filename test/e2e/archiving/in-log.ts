import type { Admin, Kafka } from 'kafkajs'
import { decodeFacts } from '../../../log/facts.ts'
import { rowsOf } from '../../../log/kafka/record.ts'
import { TOPICS } from '../../../log/kafka/topics.ts'
import { KEY_WORDS } from '../../../schemas/keys.ts'
import { readTopic } from '../../kafka/read-topic.ts'

/** How many different events the log holds, as who reads it from its beginning to where it ends now counts them. */
export async function eventsInLog(kafka: Kafka, admin: Admin, keyId: string): Promise<number> {
  const events = new Set<string>()
  await readTopic(kafka, admin, TOPICS.events, ({ message: { headers, value } }) => {
    if (rowsOf(headers, keyId) === 'event') for (const id of idsIn(value!)) events.add(id)
  })
  return events.size
}

function idsIn(block: Buffer): string[] {
  const { length, columns } = decodeFacts(block)
  return Array.from({ length }, (_, n) => columns.event_id.subarray(n * KEY_WORDS, (n + 1) * KEY_WORDS).join(' '))
}
