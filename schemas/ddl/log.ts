import { ENTITIES, TELLS, type TellerName } from '../entities.ts'
import { EVENT_COLUMNS } from '../events.ts'
import { storedColumns, type StoredColumn } from './entity.ts'
import { DATABASE, STORAGE_TYPES } from './sql.ts'
import type { Entity } from '../columns.ts'

/** Where all that is read of the log is put: it keeps nothing, and feeds the views. */
export const LOG = `${DATABASE}.log`

/** What a row is, empty where its record is none of ours; where that stands, and when it was written. */
const PLACE = ['rows LowCardinality(String)', 'partition UInt16', 'offset UInt64', `written ${STORAGE_TYPES.time}`]

/** The columns of the rows that records hold: those of facts, and those of what rows tell. */
export function recordColumns(): readonly string[] {
  const facts = Object.entries(EVENT_COLUMNS).map(([name, { storage }]) => `${name} ${STORAGE_TYPES[storage]}`)
  const told = ENTITIES.flatMap(columnsToldBy).map(({ name, type }) => `${name} ${plain(type)}`)
  const known = new Set(Object.keys(EVENT_COLUMNS))
  const more = [...new Set(told)].filter((line) => !known.has(nameOf(line)))
  return [...facts, 'key FixedString(16)', 'id String', ...more]
}

/** The name of a column that is written with its type. */
export const nameOf = (column: string) => column.split(' ')[0]!

function columnsToldBy(entity: Entity): readonly StoredColumn[] {
  const tells: readonly string[] = TELLS[entity.name as TellerName] ?? []
  return tells.flatMap((name) => storedColumns(name, { ...entity.columns[name]!, teller: null }))
}

/** The type that a column has outside of a table that merges it. */
function plain(type: string): string {
  return /^SimpleAggregateFunction\(\w+, (.*)\)$/.exec(type)![1]!
}

/** The log as ClickHouse sees it, by whomever it is read. */
export const logTable = () => `CREATE TABLE ${LOG}
(
${[...recordColumns(), ...PLACE].map((column) => `  ${column}`).join(',\n')}
)
ENGINE = Null`
