import type { Column, Entity } from '../columns.ts'
import { ENTITIES, LINKS, OWNERSHIP, TELLS, type TellerName } from '../entities.ts'
import { EVENT_COLUMNS } from '../events.ts'
import { factsOf, storedColumns, tableColumns, type StoredColumn } from './entity.ts'
import { storedSql, storedTable } from './log-stored.ts'
import { LOG } from './log.ts'
import { linkedSql } from './schema.ts'
import {
  DATABASE,
  define,
  derivedTable,
  DURABLE,
  GREATEST_KEY,
  NO_KEY,
  slotSql,
  whenSql,
  type DerivedColumns,
} from './sql.ts'

/** The columns that a partition's image keeps of an entity: raw ids, what memory has of its own, and what is told on. */
export function imageColumns(entity: Entity): readonly StoredColumn[] {
  const tells: readonly string[] = TELLS[entity.name as TellerName] ?? []
  const kept = Object.entries(entity.columns).filter(([name, column]) =>
    column.teller === null ? !column.archived : tells.includes(name),
  )
  const raw = tableColumns(entity).filter(({ name }) => ['tenant', 'issuer', 'id'].includes(name))
  return [...raw, ...kept.flatMap(([name, column]) => storedColumns(name, { ...column, teller: null }))]
}

/** What a partition's log made of an entity's rows, those that stand for others included. */
function imageTable(entity: Entity): DerivedColumns {
  const columns = imageColumns(entity).map(({ name, type, absent, doc }) =>
    define(name, `${type} DEFAULT ${absent}`, doc),
  )
  const keys = [
    define('partition', 'UInt16', 'Whose log made it'),
    define('key', 'FixedString(16)', 'Stands for the id'),
  ]
  const engine = `ENGINE = AggregatingMergeTree ORDER BY (partition, key) SETTINGS ${DURABLE}`
  return derivedTable(`partition_${entity.name}`, [...keys, ...columns], engine)
}

const linksTable = derivedTable(
  'partition_links',
  [
    define('partition', 'UInt16', 'Whose log made it'),
    define('teller', `Enum8(${LINKS.map(({ teller }, code) => `'${teller}' = ${code}`).join(', ')})`, 'Who tells'),
    define('listened', 'FixedString(16)', 'The workload or parent that tells'),
    define('listener', 'FixedString(16)', 'The credential that is told'),
  ],
  `ENGINE = ReplacingMergeTree ORDER BY (partition, teller, listened, listener) SETTINGS ${DURABLE}`,
)

/** The tables in which each partition's log is kept apart. */
export const PARTITION_TABLES: readonly DerivedColumns[] = [
  ...ENTITIES.map((entity) => imageTable(entity)),
  linksTable,
  storedTable,
]

/** A view that feeds a table from what is read. */
export interface LogView {
  readonly name: string
  readonly create: string
}

/** The views through which a log of so many partitions feeds all tables. */
export function logViews(partitions: number): readonly LogView[] {
  return [
    ...ENTITIES.map((entity) => view(`log_${entity.name}`, `partition_${entity.name}`, imageFacts(entity, partitions))),
    ...(Object.keys(TELLS) as TellerName[]).map((name) =>
      view(`log_told_${name}`, `partition_${name}`, toldFacts(name)),
    ),
    ...LINKS.map((link) => view(`log_links_${link.teller}`, 'partition_links', linkFacts(link, partitions))),
    view('log_events', 'events', eventRows()),
    view('log_offsets', 'log_stored', storedSql(LOG)),
    view('log_unreadable', 'rejected', unreadable()),
    view('log_unreadable_account', 'account', unreadableAccount()),
  ]
}

function view(name: string, table: string, select: string): LogView {
  return { name, create: `CREATE MATERIALIZED VIEW ${DATABASE}.${name} TO ${DATABASE}.${table} AS ${select}` }
}

/** As many offsets of each of 1,024 partitions have numbers of their own. */
const OFFSETS = 2 ** 22
const UNREADABLE = `SELECT partition, offset, min(log.written) AS written FROM ${LOG} AS log WHERE rows NOT IN ('event', 'mention', ${tellers()}) GROUP BY partition, offset`
const REASON = "'no record of Lifespan''s in the log' AS reason"

function tellers(): string {
  return Object.keys(TELLS)
    .map((name) => `'${name}'`)
    .join(', ')
}

/** A record that is none of ours is told where others are that can't be read. Not a byte of it is kept. */
function unreadable(): string {
  return `SELECT written AS received_at, toUInt32(partition * ${OFFSETS} + offset % ${OFFSETS}) AS number, '' AS tenant, '${LOG}' AS source, ${REASON},
  'body' AS carrier, concat('partition ', toString(partition)) AS place, offset AS position, 'position: its offset' AS detail, 0 AS bytes,
  toFixedString('', 16) AS fingerprint, 1 AS records FROM (${UNREADABLE})`
}

function unreadableAccount(): string {
  return `SELECT '${LOG}' AS source, 'rejected' AS outcome, ${REASON}, lower(hex(MD5(concat('log ', toString(partition), ' ', toString(offset))))) AS batch,
  written AS received_at, 1 AS records FROM (${UNREADABLE})`
}

function eventRows(): string {
  return `SELECT ${Object.keys(EVENT_COLUMNS).join(', ')} FROM ${LOG} WHERE rows = 'event'`
}

const IS_FACT = "rows IN ('event', 'mention')"

/** Whose facts a partition keeps: of its own rows, of those whom its credentials hear of, and of owners all. */
function imageFacts(entity: Entity, partitions: number): string {
  const own = isOurs(`events.${entity.key}`, partitions)
  const heard = isOurs('events.credential_key', partitions)
  const others = entity.name === 'credential' ? '' : ` OR ${heard} OR ${whenSql(OWNERSHIP)}`
  return factsOf(entity, 'partition', imageColumns(entity), `${LOG} AS events`, `${IS_FACT} AND (${own}${others})`)
}

function isOurs(key: string, partitions: number): string {
  return `(${key} != ${NO_KEY} AND ${slotSql(key)} % ${partitions} = partition)`
}

function linkFacts(link: (typeof LINKS)[number], partitions: number): string {
  const ours = `(${isOurs(`events.${link.listener}`, partitions)} OR ${isOurs(`events.${link.listened}`, partitions)})`
  return `SELECT partition, '${link.teller}' AS teller, events.${link.listened} AS listened, events.${link.listener} AS listener
FROM ${LOG} AS events
WHERE ${linkedSql(link)} AND ${IS_FACT} AND ${ours}`
}

/** What rows of other partitions told, in the rows that stand for them. What is absent comes as zeros. */
function toldFacts(name: TellerName): string {
  const entity: Entity = ENTITIES.find((one) => one.name === name)!
  const columns = TELLS[name].flatMap((column) => toldFact(column, entity.columns[column]!))
  const issuer = entity.issuer === null ? [] : ['toString(issuer) AS issuer']
  return `SELECT ${['partition', 'key', 'toString(tenant) AS tenant', ...issuer, 'id', ...columns].join(', ')}
FROM ${LOG} WHERE rows = '${name}'`
}

function toldFact(name: string, column: Column): readonly string[] {
  if (column.merge !== 'flat') return [name]
  const [absent, greatest] = column.value === 'key' ? [NO_KEY, GREATEST_KEY] : ["''", "'\\xff'"]
  return [`if(log.${name}_max = ${absent}, ${greatest}, log.${name}_min) AS ${name}_min`, `${name}_max`]
}
