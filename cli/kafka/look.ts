import type { Admin } from 'kafkajs'
import { connectKafka } from '../../log/kafka/connection.ts'
import { patiently } from '../../log/kafka/patiently.ts'
import { allCommittedBy } from '../../log/kafka/positions.ts'
import { isPartitioned, TOPICS } from '../../log/kafka/topics.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { archiveGroup } from './archiving.ts'
import { reachingKafka } from './unreached.ts'

const SHORT = { retries: 1, requestTimeout: 5_000 }

/** How the brokers of a log are, and who reads it. Changes nothing. Throws an Error that says what to do where they can't be asked. */
export async function lookAtBrokers(settings: KafkaSettings) {
  const admin = connectKafka({ ...settings.access, onTrouble: () => undefined }, SHORT).admin()
  return reachingKafka(settings.access, async () => {
    try {
      await admin.connect()
      const { brokers } = await admin.describeCluster()
      const topics = await topicsOf(admin)
      const hasLog = topics.some(({ name, partitions }) => name === TOPICS.events && partitions !== null)
      return { brokers: brokers.length, topics, groups: hasLog ? await groupsOf(admin, settings) : [] }
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  })
}

async function topicsOf(admin: Admin) {
  const known = await admin.listTopics()
  const names = Object.values(TOPICS)
  const { topics } = await admin.fetchTopicMetadata({ topics: names.filter((name) => known.includes(name)) })
  return names.map((name) => ({
    name,
    partitions: topics.find((topic) => topic.name === name)?.partitions.length ?? null,
    isPartitioned: isPartitioned(name),
  }))
}

async function groupsOf(admin: Admin, settings: KafkaSettings) {
  const ends = await patiently(() => admin.fetchTopicOffsets(TOPICS.events))
  const groups = [
    { name: settings.group, does: 'judges the log' },
    { name: archiveGroup(settings, 'events'), does: 'archives the log' },
  ]
  const { groups: described } = await patiently(() => admin.describeGroups(groups.map(({ name }) => name)))
  return Promise.all(
    groups.map(async ({ name, does }) => {
      const committed = await allCommittedBy(admin, name)
      const behind = ends.reduce(
        (sum, { partition, high, low }) => sum + Number(high) - Math.max(committed.get(partition) ?? 0, Number(low)),
        0,
      )
      const members = described.find(({ groupId }) => groupId === name)?.members.length ?? 0
      return { name, does, members, behind }
    }),
  )
}
