import { ENTITIES, LINKS } from '../entities.ts'
import { EVENT_COLUMNS } from '../events.ts'
import { NOTIFICATION_COLUMNS } from '../notifications.ts'
import { REJECTED_COLUMNS } from '../rejected.ts'
import { entityFacts, entityTable } from './entity.ts'
import {
  DATABASE,
  define,
  derivedTable,
  DURABLE,
  factSql,
  saidSql,
  slotSql,
  STORAGE_TYPES,
  whenSql,
  type ColumnDefinition,
} from './sql.ts'

/** A table that is derived from the declaration: whole, column by column, and the SELECTs that feed it from `events`. */
export interface DerivedTable {
  readonly name: string
  readonly create: string
  readonly columns: readonly ColumnDefinition[]
  /** `facts(where)` replays a part of the events. */
  readonly views: readonly { readonly name: string; readonly facts: (where?: string) => string }[]
}

/**
 * Sends a part of the events through the SELECT of one of a table's views once more. By name: a column that was declared later stands
 * last in the table, wherever it is declared.
 */
export function replaySql(
  { name, columns }: DerivedTable,
  view: DerivedTable['views'][number],
  where?: string,
): string {
  const names = columns.map((column) => column.name).join(', ')
  return `INSERT INTO ${DATABASE}.${name} (${names}) SELECT ${names} FROM (${view.facts(where)})`
}

/** Every event as it came, duplicates included: the system of record. */
const eventsTable: DerivedTable = derivedTable(
  'events',
  Object.entries(EVENT_COLUMNS).map(([name, { storage, doc }]) => define(name, STORAGE_TYPES[storage], doc)),
  `ENGINE = MergeTree PARTITION BY toYYYYMM(received_at) ORDER BY (tenant, time, event_id)
SETTINGS ${DURABLE}`,
  [
    ...['credential_key', 'workload_key', 'identity_key', 'parent_key', 'owner_key'].map(
      (key) => `INDEX ${key} ${key} TYPE bloom_filter GRANULARITY 4`,
    ),
    'INDEX received_at received_at TYPE minmax GRANULARITY 1',
  ],
)

const linkColumns: readonly ColumnDefinition[] = [
  define('slot', 'UInt16', 'Of the listener'),
  define('listener', 'FixedString(16)', 'The credential that is told'),
  define(
    'teller',
    `Enum8(${LINKS.map(({ teller }, code) => `'${teller}' = ${code}`).join(', ')})`,
    'What the other one is to it',
  ),
  define('listened', 'FixedString(16)', 'The workload or parent that tells'),
  define('first_received', 'SimpleAggregateFunction(min, Int64)', 'When it was first named'),
]

/** Whether an event links two of whom it names. */
export function linkedSql(link: (typeof LINKS)[number]): string {
  const condition = link.if === null ? '' : ` AND events.${link.if} = 1`
  return `${saidSql(link.listener)} AND ${saidSql(link.listened)}${condition} AND ${whenSql(link.when)}`
}

const linkFacts =
  (link: (typeof LINKS)[number]) =>
  (where = 'true') => `SELECT
  ${slotSql(`events.${link.listener}`)} AS slot,
  events.${link.listener} AS listener,
  '${link.teller}' AS teller,
  events.${link.listened} AS listened,
  ${factSql('received_at')} AS first_received
FROM ${DATABASE}.events
WHERE ${linkedSql(link)} AND ${where}`

/** The tables that views feed from `events`. */
export const FED_TABLES: readonly DerivedTable[] = [
  ...ENTITIES.map((entity) => ({
    ...entityTable(entity),
    views: [{ name: `${entity.name}_facts`, facts: (where?: string) => entityFacts(entity, where) }],
  })),
  {
    ...derivedTable(
      'links',
      linkColumns,
      `ENGINE = AggregatingMergeTree ORDER BY (slot, listener, teller, listened) SETTINGS ${DURABLE}`,
    ),
    views: LINKS.map((link) => ({ name: `links_${link.teller}`, facts: linkFacts(link) })),
  },
]

/** What was rejected, one by one as far as the limit goes. By week, so that whole parts go when their time has come. */
const rejectedTable: DerivedTable = derivedTable(
  'rejected',
  Object.entries(REJECTED_COLUMNS).map(([name, { type, doc }]) => define(name, type, doc)),
  `ENGINE = ReplacingMergeTree PARTITION BY toMonday(received_at) ORDER BY (source, reason, received_at, number)
SETTINGS ttl_only_drop_parts = 1, ${DURABLE}`,
)

/** What was told to whom; kept as long as findings are. */
const notificationsTable: DerivedTable = derivedTable(
  'notifications',
  Object.entries(NOTIFICATION_COLUMNS).map(([name, { type, doc }]) => define(name, type, doc)),
  `ENGINE = ReplacingMergeTree ORDER BY (endpoint, finding, message)
SETTINGS ${DURABLE}`,
)

/** All tables that are derived: `events` first, which feeds the others. */
export const DERIVED_TABLES: readonly DerivedTable[] = [eventsTable, ...FED_TABLES, rejectedTable, notificationsTable]

const findingsTable = `CREATE TABLE IF NOT EXISTS ${DATABASE}.findings
(
  id FixedString(32) COMMENT 'First 128 bits of SHA-256 of tenant, rule, kind, issuer and id of the subject, in hex',
  slot UInt16,
  tenant LowCardinality(String),
  rule LowCardinality(String),
  subject_kind LowCardinality(String),
  issuer LowCardinality(String),
  subject_id String,
  subject_key FixedString(16),
  appears Int64 COMMENT 'Visible iff now is later; ms, as all times here',
  since Int64,
  until Int64 COMMENT '2199-12-31 = never',
  severity Enum8('low' = 1, 'medium' = 2, 'high' = 3, 'critical' = 4),
  retracted UInt8 COMMENT 'It was published and was taken back',
  hash FixedString(32) COMMENT 'Of the content',
  version UInt64 COMMENT 'The greatest stands',
  writer String,
  rule_version UInt16,
  policy_version String,
  environment LowCardinality(String),
  trust_domain LowCardinality(String),
  identity String,
  owner String,
  workload String,
  chain_root String
)
ENGINE = ReplacingMergeTree(version) ORDER BY id
SETTINGS ${DURABLE}`

const accountTable = `CREATE TABLE IF NOT EXISTS ${DATABASE}.account
(
  source LowCardinality(String),
  outcome Enum8('accepted' = 0, 'ignored' = 1, 'rejected' = 2, 'warning' = 3),
  reason LowCardinality(String),
  batch FixedString(32) COMMENT 'The batch that counts them: sent again, it counts once',
  received_at DateTime64(3, 'UTC'),
  records UInt64
)
ENGINE = ReplacingMergeTree ORDER BY (source, outcome, reason, batch)
SETTINGS ${DURABLE}`

const progressTable = `CREATE TABLE IF NOT EXISTS ${DATABASE}.progress
(
  name LowCardinality(String),
  mark Int64 COMMENT 'ms',
  note String,
  version UInt64
)
ENGINE = ReplacingMergeTree(version) ORDER BY name
SETTINGS ${DURABLE}`

/** The tables that are written down as they are, in the order in which they are made. */
export const PLAIN_TABLES: readonly string[] = [findingsTable, accountTable, progressTable]
