import kafkajs from 'kafkajs'
import type { Admin, ITopicConfig } from 'kafkajs'
import { DAY } from '../../schemas/time.ts'
import { patiently } from './patiently.ts'

/**
 * The topics of the log: facts and tells by partition; what was published, by the partition of its subject; what records came to, and
 * those that were rejected.
 */
export const TOPICS = {
  events: 'lifespan.events',
  findings: 'lifespan.findings',
  account: 'lifespan.account',
  rejected: 'lifespan.rejected',
} as const

/** Those of which each partition is somebody's. */
const PARTITIONED: readonly string[] = [TOPICS.events, TOPICS.findings]

/** Whether each partition of a topic is somebody's. */
export const isPartitioned = (topic: string) => PARTITIONED.includes(topic)

/** How topics are made where they are not there. The number of partitions is fixed then. */
export interface TopicSettings {
  readonly partitions: number
  readonly replication: number
  /** How long the log is kept, ms; it must reach back to where the archive is. */
  readonly retention: number
}

/** The topics can't be used as they are; says what to do. */
export class TopicFault extends Error {
  override readonly name = 'TopicFault'
}

/** Makes the topics that are missing, and returns of how many partitions they are. Throws a {@link TopicFault}. */
export async function ensureTopics(admin: Admin, settings: TopicSettings): Promise<number> {
  const known = await admin.listTopics()
  const missing = topicsOf(settings).filter(({ topic }) => !known.includes(topic))
  if (missing.length > 0) await createTopics(admin, missing)
  // Another process may just have made them.
  const { topics } = await patiently(() => admin.fetchTopicMetadata({ topics: [...PARTITIONED] }))
  for (const { name, partitions } of topics) refuseOther(name, partitions.length, settings.partitions)
  return settings.partitions
}

function topicsOf({ partitions, replication, retention }: TopicSettings): ITopicConfig[] {
  const common = { numPartitions: partitions, replicationFactor: replication }
  const config = (entries: Readonly<Record<string, string>>) =>
    Object.entries({ 'min.insync.replicas': String(Math.min(2, replication)), ...entries }).map(([name, value]) => ({
      name,
      value,
    }))
  const kept = config({ 'retention.ms': String(retention) })
  return [
    { topic: TOPICS.events, ...common, configEntries: kept },
    { topic: TOPICS.account, replicationFactor: replication, numPartitions: 1, configEntries: kept },
    { topic: TOPICS.rejected, replicationFactor: replication, numPartitions: 1, configEntries: kept },
    {
      topic: TOPICS.findings,
      ...common,
      // A sink reads the greatest version before a later record of somebody who was behind takes its place.
      configEntries: config({ 'cleanup.policy': 'compact', 'min.compaction.lag.ms': String(DAY) }),
    },
  ]
}

const FEWER_REPLICAS = 'there are fewer brokers than copies are wanted (kafka.replication)'

/** Makes topics. Two that start at once make them both: that one of them was later is no fault. Throws a {@link TopicFault}. */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  try {
    // It waits for leaders, and trips over a broker that has not heard of a topic yet: made again it is there.
    await patiently(() => admin.createTopics({ topics, waitForLeaders: true }))
  } catch (cause) {
    const reasons = reasonsOf(cause)
    if (reasons.every(({ type }) => type === 'TOPIC_ALREADY_EXISTS')) return
    const names = topics.map(({ topic }) => topic).join(', ')
    const why = [...new Set(reasons.map(({ message }) => message))].join('; ')
    const isTooMany = reasons.some(({ type }) => type === 'INVALID_REPLICATION_FACTOR')
    const todo = isTooMany ? FEWER_REPLICAS : 'let this user create them, or make them yourself'
    throw new TopicFault(`can't make the topics ${names} (${why}): ${todo}`, { cause })
  }
}

function reasonsOf(cause: unknown): readonly { readonly type: string; readonly message: string }[] {
  const errors: unknown[] = cause instanceof kafkajs.KafkaJSAggregateError ? cause.errors : [cause]
  return errors.map((error) => {
    if (!(error instanceof Error)) return { type: '', message: String(error) }
    return { type: 'type' in error ? String(error.type) : '', message: error.message }
  })
}

function refuseOther(name: string, found: number, wanted: number): void {
  if (found === wanted) return
  const what = `the topic ${name} has ${found} partitions, and ${wanted} are configured (kafka.partitions)`
  const how = `a fact's partition is fixed when the topic is made: configure ${found}, or let all drain and make the topic anew`
  throw new TopicFault(`${what}: ${how}`)
}
