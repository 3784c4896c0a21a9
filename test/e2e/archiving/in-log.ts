import { randomUUID } from 'node:crypto'
import type { Admin, EachMessagePayload, Kafka } from 'kafkajs'
import { decodeFacts } from '../../../log/facts.ts'
import { patiently } from '../../../log/kafka/positions.ts'
import { rowsOf } from '../../../log/kafka/record.ts'
import { TOPICS } from '../../../log/kafka/topics.ts'
import { KEY_WORDS } from '../../../schemas/keys.ts'

/** How many different events the log holds, as who reads it from its beginning to where it ends now counts them. */
export async function eventsInLog(kafka: Kafka, admin: Admin, keyId: string): Promise<number> {
  const ends = await patiently(() => admin.fetchTopicOffsets(TOPICS.events))
  const open = new Map(ends.map(({ partition, high }) => [partition, Number(high)]))
  for (const [partition, end] of open) if (end === 0) open.delete(partition)
  const consumer = kafka.consumer({ groupId: `counts-${randomUUID()}` })
  const events = new Set<string>()
  await consumer.connect()
  await consumer.subscribe({ topic: TOPICS.events, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({ partition, message }: EachMessagePayload) => {
      const { headers, value, offset } = message
      if (rowsOf(headers, keyId) === 'event') for (const id of idsIn(value!)) events.add(id)
      if (Number(offset) + 1 >= (open.get(partition) ?? 0)) open.delete(partition)
      if (open.size === 0) resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
  return events.size
}

function idsIn(block: Buffer): string[] {
  const { length, columns } = decodeFacts(block)
  return Array.from({ length }, (_, n) => columns.event_id.subarray(n * KEY_WORDS, (n + 1) * KEY_WORDS).join(' '))
}
