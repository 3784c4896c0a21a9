import type { Admin } from 'kafkajs'
import { expect, test } from 'vitest'
import { DAY } from '../../schemas/time.ts'
import { ensureTopics, TOPICS } from './topics.ts'

const SETTINGS = { partitions: 8, replication: 1, retention: DAY }
const unknown: Error = Object.assign(new Error('This server does not host this topic-partition'), {
  type: 'UNKNOWN_TOPIC_OR_PARTITION',
})

/** Brokers that list all topics, and that know partitions of them at the second question. */
function brokers(partitions: number): Admin {
  let asked = 0
  const admin: Pick<Admin, 'listTopics' | 'fetchTopicMetadata'> = {
    listTopics: async () => Object.values(TOPICS),
    fetchTopicMetadata: async () => {
      if (asked++ === 0) throw unknown
      const topic = { name: TOPICS.events, partitions: Array.from({ length: partitions }) }
      return { topics: [topic] } as unknown as Awaited<ReturnType<Admin['fetchTopicMetadata']>>
    },
  }
  return admin as Admin
}

test('topics that another process has just made are waited for', async () => {
  await expect(ensureTopics(brokers(8), SETTINGS)).resolves.toBe(8)
})

test('topics of another number of partitions are refused', async () => {
  await expect(ensureTopics(brokers(9), SETTINGS)).rejects.toThrow('has 9 partitions, and 8 are configured')
})
