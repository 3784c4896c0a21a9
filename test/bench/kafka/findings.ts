import type { Kafka } from 'kafkajs'
import { TOPICS } from '../../../log/kafka/topics.ts'

/** Findings as somebody reads them who follows their topic. */
export interface Followed {
  /** When each was read for the first time, by rule and subject's id. */
  readonly at: ReadonlyMap<string, number>
  close(): Promise<void>
}

let followers = 0

/** Reads what is published from now on; resolves once it reads. */
export async function followFindings(kafka: Kafka): Promise<Followed> {
  const at = new Map<string, number>()
  const consumer = kafka.consumer({ groupId: `bench-follows-${++followers}`, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic: TOPICS.findings, fromBeginning: false })
  const joined = new Promise<void>((resolve) => consumer.on('consumer.fetch', () => resolve()))
  await consumer.run({
    eachMessage: async ({ message: { value } }) => {
      const now = Date.now()
      const name = nameOf(String(value))
      if (name !== null && !at.has(name)) at.set(name, now)
    },
  })
  await joined
  return { at, close: () => consumer.disconnect() }
}

/** Null for what is none: whoever starts writes nothing there, to see whether it may. */
function nameOf(value: string): string | null {
  if (!value.startsWith('{')) return null
  const { rule, subject_id: id } = JSON.parse(value) as { rule: string; subject_id: string }
  return `${rule} ${id}`
}
