import { DATABASE, slotSql } from './sql.ts'

/** The columns of a finding's record in the topic of findings, and their types. */
const COLUMNS = {
  id: 'String',
  tenant: 'String',
  rule: 'String',
  subject_kind: 'String',
  issuer: 'String',
  subject_id: 'String',
  appears: 'Int64',
  since: 'Int64',
  until: 'Int64',
  severity: 'String',
  retracted: 'UInt8',
  hash: 'String',
  version: 'UInt64',
  writer: 'String',
  rule_version: 'UInt16',
  policy_version: 'String',
  environment: 'String',
  trust_domain: 'String',
  identity: 'String',
  owner: 'String',
  workload: 'String',
  chain_root: 'String',
} as const

/** The header with the subject's key in hex: records are read by others, whom keys do not concern. */
export const KEY_HEADER = 'key'

const KEY = `unhex(_headers.value[indexOf(_headers.name, '${KEY_HEADER}')])`

/** How ClickHouse takes findings over from their topic by itself: the table that reads it, and the view that hands on. */
export function findingsFromLog(brokers: string, group: string, topic: string): readonly string[] {
  const columns = Object.entries(COLUMNS).map(([name, type]) => `  ${name} ${type}`)
  return [
    `CREATE TABLE IF NOT EXISTS ${DATABASE}.findings_log
(
${columns.join(',\n')}
)
ENGINE = Kafka SETTINGS kafka_broker_list = '${brokers}', kafka_topic_list = '${topic}', kafka_group_name = '${group}', kafka_format = 'JSONEachRow',
  kafka_flush_interval_ms = 500, kafka_handle_error_mode = 'stream'`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.findings_from_log TO ${DATABASE}.findings AS
SELECT ${Object.keys(COLUMNS).join(', ')}, ${slotSql(KEY)} AS slot, toFixedString(${KEY}, 16) AS subject_key
FROM ${DATABASE}.findings_log WHERE length(_error) = 0 AND length(${KEY}) = 16`,
  ]
}
