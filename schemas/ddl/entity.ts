import type { Column, EntrySource, Entity, FactSource, When } from '../columns.ts'
import { NEVER } from '../time.ts'
import {
  DATABASE,
  define,
  derivedTable,
  DURABLE,
  factSql,
  GREATEST_KEY,
  NO_KEY,
  saidSql,
  slotSql,
  whenSql,
  type DerivedColumns,
} from './sql.ts'

/** One column of an entity's table: its type, what it holds while absent, and the fact that an event contributes. */
export interface StoredColumn {
  readonly name: string
  readonly type: string
  readonly absent: string
  readonly fact: string
  readonly doc: string
}

const ENTRY = 'Tuple(Int64, UInt8, FixedString(16))'

/** The columns that ClickHouse keeps of a declared one: two for `flat`, one for all others, none for what is told. */
export function storedColumns(name: string, column: Column): readonly StoredColumn[] {
  if (column.teller !== null) return []
  const stored = (
    suffix: string,
    merge: string,
    type: string,
    absent: string,
    fact = factOf(column, absent),
  ): StoredColumn => ({
    name: name + suffix,
    type: `SimpleAggregateFunction(${merge}, ${type})`,
    absent,
    fact,
    doc: column.doc,
  })
  switch (column.merge) {
    case 'min':
      return [stored('', 'min', 'Int64', String(NEVER))]
    case 'max':
      return [column.value === 'rank' ? stored('', 'max', 'UInt8', '0') : stored('', 'max', 'Int64', '0')]
    case 'or':
      return [stored('', 'max', 'UInt8', '0')]
    case 'latest':
      return [stored('', 'max', 'Tuple(Int64, Int64)', '(0, 0)', latestFact(column))]
    case 'flat':
      return column.value === 'key'
        ? [stored('_min', 'min', 'FixedString(16)', GREATEST_KEY), stored('_max', 'max', 'FixedString(16)', NO_KEY)]
        : [stored('_min', 'min', 'String', "'\\xff'"), stored('_max', 'max', 'String', "''")]
    case 'timeline':
      return [stored('', 'groupUniqArrayArray', `Array(${ENTRY})`, '[]', timelineFact(column))]
  }
}

function factOf(column: Column, absent: string): string {
  const source = column.source as FactSource
  return `if(${statedSql(column, source)}, ${castSql(column, factSql(source))}, ${absent})`
}

function statedSql(column: Column, source: FactSource): string {
  const given = column.given === null ? [] : [saidSql(column.given)]
  return [whenSql(column.when), saidSql(source), ...given].filter((sql) => sql !== 'true').join(' AND ')
}

/** A word is stored as a plain String: an aggregate of LowCardinality is refused within tuples, and saves nothing here. */
function castSql(column: Column, sql: string): string {
  return column.value === 'word' ? `toString(${sql})` : sql
}

function latestFact(column: Column): string {
  const source = column.source as FactSource
  return `if(${statedSql(column, source)}, (${factSql('at')}, ${factSql(source)}), (0, 0))`
}

function timelineFact(column: Column): string {
  const entries = (column.source as readonly EntrySource[]).map((entry) => {
    const value = `(${factSql(entry.at)}, ${entry.on}, ${entry.key === null ? NO_KEY : factSql(entry.key)})`
    return `if(${entrySql(entry)}, [CAST(${value}, '${ENTRY}')], CAST([], 'Array(${ENTRY})'))`
  })
  return entries.length === 1 ? entries[0]! : `arrayConcat(${entries.join(', ')})`
}

function entrySql(entry: EntrySource): string {
  const condition =
    entry.if === undefined ? 'true' : 'said' in entry.if ? saidSql(entry.if.said) : `NOT (${saidSql(entry.if.not)})`
  return [whenSql(entry.when), saidSql(entry.at), condition].filter((sql) => sql !== 'true').join(' AND ')
}

/** All columns of an entity's table behind slot and key. */
export function tableColumns(entity: Entity): readonly StoredColumn[] {
  const raw = (name: string, source: string, doc: string): StoredColumn => ({
    name,
    type: 'SimpleAggregateFunction(max, String)',
    absent: "''",
    fact: `toString(events.${source})`,
    doc,
  })
  return [
    raw('tenant', 'tenant', 'Whose it is'),
    ...(entity.issuer === null ? [] : [raw('issuer', entity.issuer, 'Who issued it')]),
    raw('id', entity.id, 'The raw id: analysts never see keys alone'),
    ...Object.entries(entity.columns).flatMap(([name, column]) => storedColumns(name, column)),
  ]
}

/** The table of an entity: one row a key, whose columns merge. */
export function entityTable(entity: Entity): DerivedColumns {
  const columns = tableColumns(entity).map(({ name, type, absent, doc }) =>
    define(name, `${type} DEFAULT ${absent}`, doc),
  )
  const keys = [define('slot', 'UInt16', 'Where the row lives'), define('key', 'FixedString(16)', 'Stands for the id')]
  const engine = `ENGINE = AggregatingMergeTree ORDER BY (slot, key)\nSETTINGS index_granularity = 1024, ${DURABLE}`
  return derivedTable(entity.name, [...keys, ...columns], engine)
}

/** What events contribute to an entity's rows: the view's own SELECT, with which a tail of events is replayed too. */
export function entityFacts(entity: Entity, where = 'true'): string {
  return factsOf(
    entity,
    `${slotSql(`events.${entity.key}`)} AS slot`,
    tableColumns(entity),
    `${DATABASE}.events`,
    where,
  )
}

/** What rows that are events, by the name `events`, contribute to the rows of an entity, behind a first column. */
export function factsOf(
  entity: Entity,
  first: string,
  columns: readonly StoredColumn[],
  from: string,
  where: string,
): string {
  const facts = columns.map(({ name, fact }) => `  ${fact} AS ${name}`)
  return `SELECT
  ${first},
  events.${entity.key} AS key,
${facts.join(',\n')}
FROM ${from}
WHERE events.${entity.key} != ${NO_KEY} AND ${whenSql(whenAny(entity))} AND ${where}`
}

/** The events that say anything of an entity. */
function whenAny(entity: Entity): When {
  const merged = new Map<string, Set<string>>()
  for (const column of Object.values(entity.columns)) {
    const whens = Array.isArray(column.source)
      ? (column.source as EntrySource[]).map((entry) => entry.when)
      : [column.when]
    for (const [type, outcomes] of whens.flatMap((when) => Object.entries(when))) {
      merged.set(type, new Set([...(merged.get(type) ?? []), ...outcomes]))
    }
  }
  return Object.fromEntries([...merged].map(([type, outcomes]) => [type, [...outcomes]]))
}
