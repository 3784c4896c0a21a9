import { REJECTED_COLUMNS } from '../rejected.ts'
import { LOG, nameOf, recordColumns } from './log.ts'
import { FINDING_COLUMNS, findingSelect } from './findings-log.ts'
import { DATABASE } from './sql.ts'

/** How ClickHouse reaches Kafka. */
export interface KafkaReader {
  readonly brokers: readonly string[]
  /** The archiving group of a topic: what it has committed is in all tables. */
  readonly groupOf: (topic: TopicName) => string
  readonly topics: Readonly<Record<TopicName, string>>
  /** Under which key ids are keys: records under another one are none of ours. */
  readonly keyId: string
}

export type TopicName = 'events' | 'findings' | 'account' | 'rejected'

/** A topic that ClickHouse reads by its own Kafka engine, and the table that it feeds. */
export interface Reading {
  /** The table that reads it. */
  readonly name: string
  readonly create: string
  /** The view that hands on: without it nothing is read. */
  readonly view: string
  readonly createView: string
}

/** The form of a record in the topic of events, as its headers say (log/kafka/record.ts). */
const FORMAT = '1'
const header = (name: string) => `_headers.value[indexOf(_headers.name, '${name}')]`

const ACCOUNT_COLUMNS = [
  'source String',
  'outcome String',
  'reason String',
  'batch String',
  "received_at DateTime64(3, 'UTC')",
  'records UInt64',
]

const columnsOfRejected = Object.entries(REJECTED_COLUMNS).map(([name, { type }]) => `${name} ${type}`)

interface Read {
  readonly columns: readonly string[]
  readonly format: string
  readonly into: string
  readonly select: string
  readonly where: string
}

/** What is read, and where it goes. */
function readUnder(keyId: string): Readonly<Record<TopicName, Read>> {
  const isOurs = `length(_error) = 0 AND ${header('format')} = '${FORMAT}' AND ${header('under')} = '${keyId}'`
  const place = `if(${isOurs}, ${header('rows')}, '') AS rows, _partition AS partition, _offset AS offset,
    ifNull(_timestamp_ms, toDateTime64(0, 3, 'UTC')) AS written`
  return {
    events: {
      columns: recordColumns(),
      format: 'Native',
      into: LOG,
      select: `${recordColumns().map(nameOf).join(', ')}, ${place}`,
      where: 'true',
    },
    findings: {
      columns: FINDING_COLUMNS,
      format: 'JSONEachRow',
      into: `${DATABASE}.findings`,
      ...findingSelect(header),
    },
    account: plainly(ACCOUNT_COLUMNS, `${DATABASE}.account`),
    rejected: plainly(columnsOfRejected, `${DATABASE}.rejected`),
  }
}

function plainly(columns: readonly string[], into: string): Read {
  return { columns, format: 'Native', into, select: columns.map(nameOf).join(', '), where: 'length(_error) = 0' }
}

/** What ClickHouse reads of the log by itself: a view stands last, for with it reading begins. */
export function kafkaReadings({ brokers, groupOf, topics, keyId }: KafkaReader): readonly Reading[] {
  const read = readUnder(keyId)
  return (Object.keys(read) as TopicName[]).map((topic) => {
    const { columns, format, into, select, where } = read[topic]
    const [name, view] = [`kafka_${topic}`, `kafka_${topic}_read`]
    return {
      name,
      create: `CREATE TABLE ${DATABASE}.${name}
(
${columns.map((column) => `  ${column}`).join(',\n')}
)
ENGINE = Kafka SETTINGS kafka_broker_list = '${brokers.join(',')}', kafka_topic_list = '${topics[topic]}', kafka_group_name = '${groupOf(topic)}', kafka_format = '${format}',
  kafka_max_block_size = 100000, kafka_flush_interval_ms = 500, kafka_handle_error_mode = 'stream'`,
      view,
      createView: `CREATE MATERIALIZED VIEW ${DATABASE}.${view} TO ${into} AS SELECT ${select} FROM ${DATABASE}.${name} WHERE ${where}`,
    }
  })
}
