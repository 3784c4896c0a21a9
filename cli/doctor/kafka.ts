import { GRANT_CONSUMERS, isNotGranted, kafkaConsumers } from '../../clickhouse/kafka-consumers.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { formOf } from '../system/log-form.ts'
import type { Around, Stored } from './around.ts'
import { fail, failure, ok, warn, type Check, type Result } from './check.ts'

/** Whether the brokers of the log answer, with topics as they are configured, and whether anybody reads them. */
export const kafka: Check<Around> = {
  name: 'kafka',
  look: async ({ kafka: settings }) => (settings === null ? [] : lookAtKafka(settings)),
}

async function lookAtKafka(settings: KafkaSettings): Promise<Result[]> {
  const { lookAtBrokers } = await import('../kafka/look.ts')
  const where = settings.access.brokers.join(',')
  try {
    const { brokers, topics, groups } = await lookAtBrokers(settings)
    const answering = ok(where, brokers === 1 ? '1 broker answers' : `${brokers} brokers answer`)
    return [answering, ...topics.map((topic) => lookAtTopic(topic, settings)), ...groups.map(lookAtGroup)]
  } catch (error) {
    return [failure(where, error)]
  }
}

interface Topic {
  readonly name: string
  /** Null where it is not there. */
  readonly partitions: number | null
  readonly isPartitioned: boolean
}

function lookAtTopic({ name, partitions, isPartitioned }: Topic, settings: KafkaSettings): Result {
  if (partitions === null)
    return warn(
      name,
      'is not there yet, or not shown to us',
      "the first 'lifespan collect' or 'correlate' makes it; this user must be let describe it",
    )
  if (!isPartitioned || partitions === settings.partitions) return ok(name, `partitions: ${partitions}`)
  const what = `has ${partitions} partitions, and ${settings.partitions} are configured`
  return fail(name, what, `configure ${partitions} (kafka.partitions): a fact's partition is fixed`)
}

interface Group {
  readonly name: string
  readonly does: string
  readonly members: number
  /** Records that it has not committed yet. */
  readonly behind: number
}

const counted = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

/** What is being read right now is no trouble. */
const BEHIND = 1_000

function lookAtGroup({ name, does, members, behind }: Group): Result {
  const what = `${does}: ${counted(members, 'member')}, ${counted(behind, 'record')} behind`
  if (members > 0 && behind < BEHIND) return ok(name, what)
  const todo = members > 0 ? 'is it catching up? Look again; more members share the work' : `nobody does: is one up?`
  return behind > 0 ? warn(name, what, todo) : ok(name, what)
}

/** What ClickHouse complains of that reads the log by itself. */
export const kafkaReaders: Check<Stored> = {
  name: 'kafka',
  look: async ({ client }) => {
    if ((await formOf(client)) !== 'kafka') return []
    const consumers = await kafkaConsumers(client).catch(refusedOrThrow)
    if (consumers === null)
      return [warn('system.kafka_consumers', 'is not shown to us', `${GRANT_CONSUMERS} to the user of CLICKHOUSE_USER`)]
    return consumers.map(({ table, partitions, complaint }) =>
      complaint === null
        ? ok(table, `ClickHouse reads ${counted(partitions, 'partition')}`)
        : warn(table, `ClickHouse reads Kafka: ${complaint}`, 'does it reach the brokers, and is its login right?'),
    )
  },
}

function refusedOrThrow(error: unknown): null {
  if (isNotGranted(error)) return null
  throw error
}
