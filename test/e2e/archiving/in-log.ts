import { randomUUID } from 'node:crypto'
import type { Admin, Kafka } from 'kafkajs'
import { patiently } from '../../../log/kafka/positions.ts'
import { TOPICS } from '../../../log/kafka/topics.ts'

/** How many events the log holds, as who reads it from its beginning to where it ends now counts them. */
export async function eventsInLog(kafka: Kafka, admin: Admin): Promise<number> {
  const ends = await patiently(() => admin.fetchTopicOffsets(TOPICS.events))
  const open = new Map(ends.map(({ partition, high }) => [partition, Number(high)]))
  for (const [partition, end] of open) if (end === 0) open.delete(partition)
  const consumer = kafka.consumer({ groupId: `counts-${randomUUID()}` })
  let events = 0
  await consumer.connect()
  await consumer.subscribe({ topic: TOPICS.events, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async (partition: number, offset: number, headers: Readonly<Record<string, unknown>>) => {
      if (String(headers['rows']) === 'event') events += Number(String(headers['count']))
      if (offset + 1 >= (open.get(partition) ?? 0)) open.delete(partition)
      if (open.size === 0) resolve()
    }
    consumer
      .run({
        eachMessage: ({ partition, message }) => eachMessage(partition, Number(message.offset), message.headers!),
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return events
}
