import { randomUUID } from 'node:crypto'
import type { Admin, EachMessagePayload, Kafka } from 'kafkajs'
import { patiently } from '../../log/kafka/patiently.ts'

/** Reads a topic from its beginning to where it ends now, in a group of its own. */
export async function readTopic(
  kafka: Kafka,
  admin: Admin,
  topic: string,
  take: (payload: EachMessagePayload) => void,
): Promise<void> {
  const ends = await patiently(() => admin.fetchTopicOffsets(topic))
  const left = new Map(ends.map(({ partition, high }) => [partition, Number(high)]))
  for (const [partition, end] of left) if (end === 0) left.delete(partition)
  if (left.size === 0) return
  const consumer = kafka.consumer({ groupId: `reads-${randomUUID()}` })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async (payload: EachMessagePayload) => {
      take(payload)
      const { partition, message } = payload
      if (Number(message.offset) + 1 >= (left.get(partition) ?? Infinity)) left.delete(partition)
      if (left.size === 0) resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
}
