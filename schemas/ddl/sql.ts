import type { FactSource, When } from '../columns.ts'
import { EVENT_COLUMNS, EVENT_TYPES, OUTCOMES, type EventColumnName, type Storage } from '../events.ts'

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
export const slotSql = (key: EventColumnName) => `bitAnd(reinterpretAsUInt16(substring(events.${key}, 1, 2)), 1023)`
