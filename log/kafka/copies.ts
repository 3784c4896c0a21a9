import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'
import { patiently } from './positions.ts'
import { TOPICS } from './topics.ts'

const NAME = 'min.insync.replicas'

/** How many brokers must have what is written to the log before that is answered; 1 where we may not see it. */
export async function fewestCopies(admin: Admin): Promise<number> {
  const topic = { type: kafkajs.ConfigResourceTypes.TOPIC, name: TOPICS.events, configNames: [NAME] }
  const described = patiently(() => admin.describeConfigs({ includeSynonyms: false, resources: [topic] }))
  const { resources } = await described.catch(() => ({ resources: [] }))
  return Number(resources[0]?.configEntries.find(({ configName }) => configName === NAME)?.configValue ?? 1)
}

/** Insists that the log can be written: a broker that answers may have outlived those that lead, or must have a copy. Throws an `Error`. */
export async function insistOnCopies(admin: Admin, copies: number): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [TOPICS.events] })
  const stuck = topics.flatMap(({ partitions }) =>
    partitions.filter(({ leader, isr }) => leader < 0 || isr.length < copies),
  )
  if (stuck.length > 0)
    throw new Error(`${stuck.length} partitions of ${TOPICS.events} can not be written: too few brokers`)
}
