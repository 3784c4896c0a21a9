import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'
import { patiently } from './positions.ts'
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

/** Insists on settings of topics that somebody else may have made, without which records would be lost or refused. Where we may not see them, they are taken for right. Throws a {@link TopicFault}. */
export async function insistOnSettings(admin: Admin): Promise<void> {
  const asked = Object.values(TOPICS).map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name }))
  const described = patiently(() => admin.describeConfigs({ includeSynonyms: false, resources: asked }))
  const { resources } = await described.catch((error: unknown) => {
    if (/authoriz/i.test(String(error))) return { resources: [] }
    throw error
  })
  for (const { resourceName, configEntries } of resources) {
    const entries = new Map(configEntries.map(({ configName, configValue }) => [configName, configValue]))
    for (const { topics, name, isRight, right } of WANTED) {
      const value = entries.get(name)
      if (value === undefined || !topics.includes(resourceName) || isRight(value)) continue
      const how = `set it (kafka-configs --alter), or delete the topic and let it be made`
      throw new TopicFault(`the topic ${resourceName} has ${name}=${value}, and needs ${right}: ${how}`)
    }
  }
}
