import { ENTITIES, LINKS } from '../entities.ts'
import { EVENT_COLUMNS } from '../events.ts'
import { entityFacts, entityTable } from './entity.ts'
import { ANALYST_DATABASE, DATABASE, DURABLE, factSql, saidSql, slotSql, STORAGE_TYPES, whenSql } from './sql.ts'

/** A table that is fed from `events`, and the SELECT that feeds it. `facts(where)` replays a part of the events. */
export interface FedTable {
  readonly name: string
  readonly table: string
  readonly views: readonly { readonly name: string; readonly facts: (where?: string) => string }[]
}

const quoted = (text: string) => text.replaceAll("'", "\\'")

/** Every event as it came, duplicates included: the system of record. */
const eventsTable = `CREATE TABLE IF NOT EXISTS ${DATABASE}.events
(
${Object.entries(EVENT_COLUMNS)
  .map(([name, { storage, doc }]) => `  ${name} ${STORAGE_TYPES[storage]} COMMENT '${quoted(doc)}'`)
  .join(',\n')},
  INDEX credential_key credential_key TYPE bloom_filter GRANULARITY 4,
  INDEX workload_key workload_key TYPE bloom_filter GRANULARITY 4,
  INDEX identity_key identity_key TYPE bloom_filter GRANULARITY 4,
  INDEX parent_key parent_key TYPE bloom_filter GRANULARITY 4,
  INDEX owner_key owner_key TYPE bloom_filter GRANULARITY 4,
  INDEX received_at received_at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree PARTITION BY toYYYYMM(received_at) ORDER BY (tenant, time, event_id)
SETTINGS ${DURABLE}`

const linksTable = `CREATE TABLE IF NOT EXISTS ${DATABASE}.links
(
  slot UInt16 COMMENT 'Of the listener',
  listener FixedString(16) COMMENT 'The credential that is told',
  teller Enum8(${LINKS.map(({ teller }, code) => `'${teller}' = ${code}`).join(', ')}) COMMENT 'What the other one is to it',
  listened FixedString(16) COMMENT 'The workload or parent that tells',
  first_received SimpleAggregateFunction(min, Int64) COMMENT 'When it was first named'
)
ENGINE = AggregatingMergeTree ORDER BY (slot, listener, teller, listened)
SETTINGS ${DURABLE}`

const linkFacts =
  (link: (typeof LINKS)[number]) =>
  (where = 'true') => `SELECT
  ${slotSql(link.listener)} AS slot,
  events.${link.listener} AS listener,
  '${link.teller}' AS teller,
  events.${link.listened} AS listened,
  ${factSql('received_at')} AS first_received
FROM ${DATABASE}.events
WHERE ${saidSql(link.listener)} AND ${saidSql(link.listened)}${link.if === null ? '' : ` AND events.${link.if} = 1`} AND ${whenSql(link.when)} AND ${where}`

/** The tables that views feed from `events`. */
export const FED_TABLES: readonly FedTable[] = [
  ...ENTITIES.map((entity) => ({
    name: entity.name,
    table: entityTable(entity),
    views: [{ name: `${entity.name}_facts`, facts: (where?: string) => entityFacts(entity, where) }],
  })),
  {
    name: 'links',
    table: linksTable,
    views: LINKS.map((link) => ({ name: `links_${link.teller}`, facts: linkFacts(link) })),
  },
]

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
  retracted UInt8 COMMENT 'It was published and was never true',
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

/** All that makes an empty server Lifespan's, in order. */
export const SCHEMA: readonly string[] = [
  `CREATE DATABASE IF NOT EXISTS ${DATABASE}`,
  `CREATE DATABASE IF NOT EXISTS ${ANALYST_DATABASE}`,
  eventsTable,
  ...FED_TABLES.map(({ table }) => table),
  ...FED_TABLES.flatMap(({ name, views }) =>
    views.map(
      (view) =>
        `CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.${view.name} TO ${DATABASE}.${name} AS ${view.facts()}`,
    ),
  ),
  findingsTable,
  accountTable,
  progressTable,
]
