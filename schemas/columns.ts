import type { EventColumnName, EventOutcome, EventType, KeyColumnName } from './events.ts'

/** In which events a fact is stated: by type, and the outcomes that count. */
export type When = Partial<Record<EventType, readonly EventOutcome[]>>

/** Who tells a column that no event of the entity itself feeds (rules: Telling). */
export type Teller = 'workload' | 'parent'

/**
 * How facts join into a column. Each is associative, commutative and idempotent, so late, repeated and reordered facts do no harm.
 * `min`, `max`; `or` of flags; `flat`: unknown < value < conflict, kept as the least and the greatest value; `latest`: the value
 * of the greatest (event time, value); `timeline`: the greatest entries, as many as are kept.
 */
export type Merge = 'min' | 'max' | 'or' | 'flat' | 'latest' | 'timeline'

/** What a value is: a time in ms, a small number, a flag, an entity's key, a word, or an entry of a timeline. */
export type ValueType = 'time' | 'rank' | 'flag' | 'key' | 'word' | 'entry'

/** The event column that a fact is read from; `at` is the event's time, floored to ms. */
export type FactSource = EventColumnName | 'at'

/** One entry of a timeline: a time, 0 or 1, and the key of an owner (zeros: whichever stands). */
export interface EntrySource {
  readonly at: FactSource
  readonly on: 0 | 1
  readonly key: EventColumnName | null
  /** States the entry only where this column is said (or, with `not`, is not said). */
  readonly if?: { readonly said: EventColumnName } | { readonly not: EventColumnName }
  readonly when: When
}

export interface Column<M extends Merge = Merge, V extends ValueType = ValueType> {
  readonly merge: M
  readonly value: V
  readonly doc: string
  readonly source: FactSource | readonly EntrySource[]
  readonly when: When
  /** Stated only by events that say this column too. */
  readonly given: EventColumnName | null
  readonly teller: Teller | null
  /** Kept by ClickHouse alone: no verdict reads it. */
  readonly archived: boolean
}

function column<M extends Merge, V extends ValueType>(
  merge: M,
  value: V,
  source: Column['source'],
  when: When,
  doc: string,
): Column<M, V> {
  return { merge, value, source, when, doc, given: null, teller: null, archived: false }
}

/** The first time. Absent: NEVER. */
export const min = (source: FactSource, when: When, doc: string) => column('min', 'time', source, when, doc)
/** The last time. Absent: UNKNOWN. */
export const max = (source: FactSource, when: When, doc: string) => column('max', 'time', source, when, doc)
/** The greatest rank. Absent: 0. */
export const rank = (source: FactSource, when: When, doc: string) => column('max', 'rank', source, when, doc)
/** Whether any event says so. */
export const or = (source: FactSource, when: When, doc: string) => column('or', 'flag', source, when, doc)
/** The time stated last by event time; of two stated at one instant the later. Absent: UNKNOWN. */
export const latest = (source: FactSource, when: When, doc: string) => column('latest', 'time', source, when, doc)
/** One entity, or the conflict of several. */
export const flatKey = (source: FactSource, when: When, doc: string) => column('flat', 'key', source, when, doc)
/** One word, or the conflict of several. */
export const flatWord = (source: FactSource, when: When, doc: string) => column('flat', 'word', source, when, doc)
/** The newest entries. */
export const timeline = (entries: readonly EntrySource[], doc: string) => column('timeline', 'entry', entries, {}, doc)

/** A copy of another row's column, with the same merge. */
export const told = <M extends Merge, V extends ValueType>(
  teller: Teller,
  own: Column<M, V>,
  doc: string,
): Column<M, V> => ({
  ...own,
  teller,
  doc,
  when: {},
})

/** A column that is stated only by events that say another one too. */
export const given = <M extends Merge, V extends ValueType>(
  other: EventColumnName,
  stated: Column<M, V>,
): Column<M, V> => ({
  ...stated,
  given: other,
})

/** A column that no verdict reads: kept by ClickHouse, not in memory. */
export const archived = <M extends Merge, V extends ValueType>(kept: Column<M, V>): Column<M, V> => ({
  ...kept,
  archived: true,
})

export interface Entity<Name extends string = string, Columns extends Record<string, Column> = Record<string, Column>> {
  readonly name: Name
  /** The event column with this entity's key, the one with its raw id, and the one with its issuer where it has one. */
  readonly key: KeyColumnName
  readonly id: EventColumnName
  readonly issuer: EventColumnName | null
  readonly doc: string
  readonly columns: Columns
}

/** Declares an entity: one row a key, each column with its merge. */
export function entity<const Name extends string, const Columns extends Record<string, Column>>(
  declaration: Entity<Name, Columns>,
): Entity<Name, Columns> {
  return declaration
}
