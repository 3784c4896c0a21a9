import type { FactSource, When } from '../columns.ts'
import { EVENT_COLUMNS, EVENT_TYPES, OUTCOMES, type Storage } from '../events.ts'

/** Where Lifespan's tables are, and where the analyst's views are. */
export const DATABASE = 'lifespan'
export const ANALYST_DATABASE = 'analyst'

/** Each table's own: an acknowledged insert survives a loss of power (faults: 5; refused as settings of an insert, Code 115). */
export const DURABLE = 'fsync_after_insert = 1, fsync_part_directory = 1'

const enumeration = (names: readonly string[]) =>
  `Enum8(${names.map((name, code) => `'${name}' = ${code}`).join(', ')})`

/** The ClickHouse type of a column of `events`. */
export const STORAGE_TYPES: Readonly<Record<Storage, string>> = {
  text: 'String',
  word: 'LowCardinality(String)',
  key: 'FixedString(16)',
  nanos: "DateTime64(9, 'UTC')",
  time: "DateTime64(3, 'UTC')",
  flag: 'UInt8',
  rank: 'UInt8',
  type: enumeration(EVENT_TYPES),
  outcome: enumeration(OUTCOMES),
  map: 'Map(LowCardinality(String), String)',
}

/** Later than every key: what the least of several is while there is none. */
export const GREATEST_KEY = "unhex('ffffffffffffffffffffffffffffffff')"

/** No key: sixteen zeros. */
export const NO_KEY = "toFixedString('', 16)"

/** The value of an event's column as a fact has it: times as ms. */
export function factSql(source: FactSource): string {
  if (source === 'at') return 'toUnixTimestamp64Milli(events.time)'
  return EVENT_COLUMNS[source].storage === 'time' ? `toUnixTimestamp64Milli(events.${source})` : `events.${source}`
}

/** Whether an event says a column. */
export function saidSql(source: FactSource): string {
  if (source === 'at') return 'true'
  const { storage } = EVENT_COLUMNS[source]
  if (storage === 'key') return `events.${source} != ${NO_KEY}`
  return storage === 'text' || storage === 'word' ? `events.${source} != ''` : `${factSql(source)} != 0`
}

/** Whether an event is one of those in which a fact is stated. */
export function whenSql(when: When): string {
  const cases = Object.entries(when).flatMap(([type, outcomes]) =>
    outcomes.map((outcome) => `('${type}', '${outcome}')`),
  )
  return cases.length === 0 ? 'false' : `(events.type, events.outcome) IN (${cases.join(', ')})`
}

/** Where the row of a key lives. */
export const slotSql = (key: string) => `bitAnd(reinterpretAsUInt16(substring(${key}, 1, 2)), 1023)`

/** A column as `CREATE TABLE` and `ALTER TABLE … ADD COLUMN` take it. */
export interface ColumnDefinition {
  readonly name: string
  readonly definition: string
}

/** A column with its type and what it means. */
export function define(name: string, type: string, doc: string): ColumnDefinition {
  return { name, definition: `${name} ${type} COMMENT '${doc.replaceAll("'", "\\'")}'` }
}

/** A table that is made of column definitions; nothing feeds it. */
export interface DerivedColumns {
  readonly name: string
  readonly create: string
  readonly columns: readonly ColumnDefinition[]
  readonly views: readonly never[]
}

/** Makes a table of columns, indexes and an engine. */
export function derivedTable(
  name: string,
  columns: readonly ColumnDefinition[],
  engine: string,
  indexes: readonly string[] = [],
): DerivedColumns {
  const lines = [...columns.map(({ definition }) => definition), ...indexes].map((line) => `  ${line}`)
  return {
    name,
    create: `CREATE TABLE IF NOT EXISTS ${DATABASE}.${name}\n(\n${lines.join(',\n')}\n)\n${engine}`,
    columns,
    views: [],
  }
}
