import type { Column, Entity } from '../columns.ts'
import { ENTITIES, LINKS, OWNERSHIP, TELLS, type TellerName } from '../entities.ts'
import { EVENT_COLUMNS } from '../events.ts'
import { factsOf, storedColumns, tableColumns, type StoredColumn } from './entity.ts'
import { linkedSql } from './schema.ts'
import { DATABASE, DURABLE, GREATEST_KEY, NO_KEY, slotSql, STORAGE_TYPES, whenSql } from './sql.ts'

/** How ClickHouse reaches the log, and of how many partitions it is. */
export interface LogInKafka {
  readonly brokers: string
  /** The archiving group: what it has committed is in all tables. */
  readonly group: string
  readonly topic: string
  readonly partitions: number
}

const LOG = `${DATABASE}.log`
/** What a record's rows are stands in its headers. */
const ROWS = "_headers.value[indexOf(_headers.name, 'rows')]"
const READABLE = "length(_error) = 0 AND _headers.value[indexOf(_headers.name, 'format')] = '1'"

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
function imageTable(entity: Entity): string {
  const columns = imageColumns(entity).map(({ name, type, absent }) => `  ${name} ${type} DEFAULT ${absent}`)
  return `CREATE TABLE IF NOT EXISTS ${DATABASE}.partition_${entity.name}
(
  partition UInt16,
  key FixedString(16),
${columns.join(',\n')}
)
ENGINE = AggregatingMergeTree ORDER BY (partition, key) SETTINGS ${DURABLE}`
}

const linksTable = `CREATE TABLE IF NOT EXISTS ${DATABASE}.partition_links
(
  partition UInt16,
  teller Enum8(${LINKS.map(({ teller }, code) => `'${teller}' = ${code}`).join(', ')}),
  listened FixedString(16),
  listener FixedString(16)
)
ENGINE = ReplacingMergeTree ORDER BY (partition, teller, listened, listener) SETTINGS ${DURABLE}`

/** The log as ClickHouse reads it: the columns of facts, and those of what rows tell. */
function logTable({ brokers, group, topic }: LogInKafka): string {
  const facts = Object.entries(EVENT_COLUMNS).map(([name, { storage }]) => `  ${name} ${STORAGE_TYPES[storage]}`)
  const tellers = [
    ...new Map(ENTITIES.flatMap(columnsToldBy).map(({ name, type }) => [name, `  ${name} ${plain(type)}`])).values(),
  ]
  const known = new Set(Object.keys(EVENT_COLUMNS))
  const more = tellers.filter((line) => !known.has(line.trim().split(' ')[0]!))
  return `CREATE TABLE IF NOT EXISTS ${LOG}
(
${[...facts, '  key FixedString(16)', '  id String', ...more].join(',\n')}
)
ENGINE = Kafka SETTINGS kafka_broker_list = '${brokers}', kafka_topic_list = '${topic}', kafka_group_name = '${group}', kafka_format = 'Native',
  kafka_max_block_size = 100000, kafka_flush_interval_ms = 500, kafka_handle_error_mode = 'stream'`
}

function columnsToldBy(entity: Entity): readonly StoredColumn[] {
  const tells: readonly string[] = TELLS[entity.name as TellerName] ?? []
  return tells.flatMap((name) => storedColumns(name, { ...entity.columns[name]!, teller: null }))
}

/** The type that a column has outside of a table that merges it. */
function plain(type: string): string {
  return /^SimpleAggregateFunction\(\w+, (.*)\)$/.exec(type)![1]!
}

/** Everything by which ClickHouse archives the log by itself, in the order in which it is made. */
export function partitionedTables(log: LogInKafka): readonly string[] {
  return [
    ...ENTITIES.map((entity) => imageTable(entity)),
    linksTable,
    logTable(log),
    ...ENTITIES.map((entity) =>
      view(`log_${entity.name}`, `partition_${entity.name}`, imageFacts(entity, log.partitions)),
    ),
    ...(Object.keys(TELLS) as TellerName[]).map((name) =>
      view(`log_told_${name}`, `partition_${name}`, toldFacts(name)),
    ),
    ...LINKS.map((link) => view(`log_links_${link.teller}`, 'partition_links', linkFacts(link, log.partitions))),
    view('log_events', 'events', eventRows()),
  ]
}

function view(name: string, table: string, select: string): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.${name} TO ${DATABASE}.${table} AS ${select}`
}

function eventRows(): string {
  return `SELECT ${Object.keys(EVENT_COLUMNS).join(', ')} FROM ${LOG} WHERE ${READABLE} AND ${ROWS} = 'event'`
}

const IS_FACT = `${READABLE} AND ${ROWS} IN ('event', 'mention')`

/** Whose facts a partition keeps: of its own rows, of those whom its credentials hear of, and of owners all. */
function imageFacts(entity: Entity, partitions: number): string {
  const own = isOurs(`events.${entity.key}`, partitions)
  const heard = isOurs('events.credential_key', partitions)
  const others = entity.name === 'credential' ? '' : ` OR ${heard} OR ${whenSql(OWNERSHIP)}`
  return factsOf(
    entity,
    '_partition AS partition',
    imageColumns(entity),
    `${LOG} AS events`,
    `${IS_FACT} AND (${own}${others})`,
  )
}

function isOurs(key: string, partitions: number): string {
  return `(${key} != ${NO_KEY} AND ${slotSql(key)} % ${partitions} = _partition)`
}

function linkFacts(link: (typeof LINKS)[number], partitions: number): string {
  const ours = `(${isOurs(`events.${link.listener}`, partitions)} OR ${isOurs(`events.${link.listened}`, partitions)})`
  return `SELECT _partition AS partition, '${link.teller}' AS teller, events.${link.listened} AS listened, events.${link.listener} AS listener
FROM ${LOG} AS events
WHERE ${linkedSql(link)} AND ${IS_FACT} AND ${ours}`
}

/** What rows of other partitions told, in the rows that stand for them. What is absent comes as zeros. */
function toldFacts(name: TellerName): string {
  const entity: Entity = ENTITIES.find((one) => one.name === name)!
  const columns = TELLS[name].flatMap((column) => toldFact(column, entity.columns[column]!))
  const issuer = entity.issuer === null ? [] : ['toString(issuer) AS issuer']
  return `SELECT ${['_partition AS partition', 'key', 'toString(tenant) AS tenant', ...issuer, 'id', ...columns].join(', ')}
FROM ${LOG} WHERE ${READABLE} AND ${ROWS} = '${name}'`
}

function toldFact(name: string, column: Column): readonly string[] {
  if (column.merge !== 'flat') return [name]
  const [absent, greatest] = column.value === 'key' ? [NO_KEY, GREATEST_KEY] : ["''", "'\\xff'"]
  return [`if(log.${name}_max = ${absent}, ${greatest}, log.${name}_min) AS ${name}_min`, `${name}_max`]
}
