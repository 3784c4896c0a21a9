import kafkajs from 'kafkajs'
import type { Admin, ConfigEntries } from 'kafkajs'
import { patiently } from './patiently.ts'
import { TopicFault, TOPICS } from './topics.ts'

/** What a broker takes at a time must be more than we send ({@link inRounds}). */
const FEWEST_BYTES = 1_000_000

interface Wanted {
  readonly topics: readonly string[]
  readonly name: string
  readonly isRight: (value: string) => boolean
  readonly right: string
}

const WANTED: readonly Wanted[] = [
  {
    topics: [TOPICS.events, TOPICS.account, TOPICS.rejected],
    name: 'cleanup.policy',
    isRight: (value) => value === 'delete',
    right: 'delete',
  },
  { topics: [TOPICS.findings], name: 'cleanup.policy', isRight: (value) => value === 'compact', right: 'compact' },
  {
    topics: Object.values(TOPICS),
    name: 'max.message.bytes',
    isRight: (value) => Number(value) >= FEWEST_BYTES,
    right: `${FEWEST_BYTES} or more`,
  },
]

/**
 * Insists on settings of topics that somebody else may have made, without which records would be lost or refused. Where we may not see
 * them, they are taken for right. Returns how many brokers must have what is written to the log before that is answered; 1 where we may
 * not see that. Throws a {@link TopicFault}.
 */
export async function insistOnSettings(admin: Admin): Promise<number> {
  const asked = Object.values(TOPICS).map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name }))
  const described = patiently(() => admin.describeConfigs({ includeSynonyms: false, resources: asked }))
  const { resources } = await described.catch((error: unknown) => {
    if (/authoriz/i.test(String(error))) return { resources: [] }
    throw error
  })
  const seen = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, valuesOf(configEntries)]))
  for (const [topic, values] of seen) {
    for (const { topics, name, isRight, right } of WANTED) {
      const value = values.get(name)
      if (value === undefined || !topics.includes(topic) || isRight(value)) continue
      const how = `set it (kafka-configs --alter), or delete the topic and let it be made`
      throw new TopicFault(`the topic ${topic} has ${name}=${value}, and needs ${right}: ${how}`)
    }
  }
  return Number(seen.get(TOPICS.events)?.get('min.insync.replicas') ?? 1)
}

const valuesOf = (entries: readonly ConfigEntries[]) =>
  new Map(entries.map(({ configName, configValue }) => [configName, configValue]))
