import { ENTITIES, TELLS, type TellerName } from '../../schemas/entities.ts'
import type { Column } from '../../schemas/columns.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import type { Cell } from '../entities/layout.ts'
import { LAYOUTS, WORD } from '../entities/layouts.ts'
import { timeAt, type Pages } from '../entities/pages.ts'
import type { State } from '../entities/state.ts'

/** What rows hold of a column, one after the other, as it lies in memory; keys as four words a row. */
export type Held =
  | { readonly in: 'time'; readonly values: Float64Array }
  | { readonly in: 'latest'; readonly said: Float64Array; readonly values: Float64Array }
  | { readonly in: 'key'; readonly least: Uint32Array; readonly greatest: Uint32Array }
  | { readonly in: 'word'; readonly least: string[]; readonly greatest: string[] }
  | { readonly in: 'small'; readonly values: Uint8Array }

/** What rows of one entity tell: who they are, and their columns that others hear of, by name. */
export interface TellBatch {
  readonly entity: TellerName
  readonly length: number
  readonly keys: Uint32Array
  readonly tenants: readonly string[]
  readonly issuers: readonly string[]
  readonly ids: readonly string[]
  readonly columns: Readonly<Record<string, Held>>
}

/** What waits to be sent to another partition. */
export interface Letter {
  readonly partition: number
  readonly batch: TellBatch
}

/** A column that is told: how it merges, where it lies, and whether in the told part of a row. */
export interface ToldColumn {
  readonly name: string
  readonly column: Column
  readonly cell: Cell
  readonly isTold: boolean
}

/** The columns that each entity tells. */
export const TOLD_COLUMNS: Readonly<Record<TellerName, readonly ToldColumn[]>> = {
  workload: toldColumnsOf('workload'),
  credential: toldColumnsOf('credential'),
}

function toldColumnsOf(entity: TellerName): ToldColumn[] {
  const columns: Readonly<Record<string, Column>> = ENTITIES.find(({ name }) => name === entity)!.columns
  return TELLS[entity].map((name) => {
    const column = columns[name]!
    const isTold = column.teller !== null
    return { name, column, cell: LAYOUTS[isTold ? 'told' : entity].cells[name]!, isTold }
  })
}

/** Writes down what rows tell. */
export function tellBatch(state: State, entity: TellerName, rows: readonly number[]): TellBatch {
  const table = state.table(entity)
  const keys = new Uint32Array(rows.length * KEY_WORDS)
  rows.forEach((row, n) => table.key(row, keys, n * KEY_WORDS))
  const parts = entity === 'credential' ? rows.map((row) => table.get(row, WORD.told)) : rows
  const authorities = rows.map((row) => state.authority(table, row))
  const columns = TOLD_COLUMNS[entity].map((told) => [
    told.name,
    told.isTold ? heldIn(state, told, state.told, parts) : heldIn(state, told, table.rows, rows),
  ])
  return {
    entity,
    length: rows.length,
    keys,
    tenants: authorities.map(({ tenant }) => tenant),
    issuers: authorities.map(({ issuer }) => issuer),
    ids: rows.map((row) => state.id(table, row)),
    columns: Object.fromEntries(columns) as Record<string, Held>,
  }
}

function heldIn(state: State, { cell, column }: ToldColumn, pages: Pages, rows: readonly number[]): Held {
  const times = (low: number, high: number) =>
    Float64Array.from(rows, (row) => timeAt(pages.page(row), pages.words(row) + low, pages.halves(row) + high))
  const words = (at: number) => rows.map((row) => pages.page(row).words[pages.words(row) + at]!)
  const bytes = (at: number, mask: number) =>
    Uint8Array.from(rows, (row) => pages.page(row).bytes[pages.bytes(row) + at]! & mask)
  switch (cell.in) {
    case 'time':
      return { in: 'time', values: times(cell.low, cell.high) }
    case 'latest':
      return { in: 'latest', said: times(cell.low, cell.high), values: times(cell.low + 1, cell.high + 1) }
    case 'rank':
      return { in: 'small', values: bytes(cell.at, 0xff) }
    case 'flag':
      return { in: 'small', values: bytes(cell.at, cell.mask).map((bits) => (bits === 0 ? 0 : 1)) }
    case 'flat':
      if (column.value === 'word') return spelt(state, words(cell.at), words(cell.at + 1))
      return { in: 'key', least: keysOf(state, words(cell.at)), greatest: keysOf(state, words(cell.at + 1)) }
    case 'timeline':
      throw new TypeError('timelines are not told: everybody has them')
  }
}

/** Kinds as texts. One whose text is not kept is not told, but in a conflict, of which any text is a sign. */
function spelt({ kinds }: State, least: readonly number[], greatest: readonly number[]): Held {
  const spell = (one: number, other: number) => kinds.word(one) || (one === other ? '' : `#${one}`)
  return {
    in: 'word',
    least: least.map((one, n) => spell(one, greatest[n]!)),
    greatest: greatest.map((one, n) => spell(one, least[n]!)),
  }
}

/** The keys of identities; zeros for none. */
function keysOf({ identity }: State, rows: readonly number[]): Uint32Array {
  const keys = new Uint32Array(rows.length * KEY_WORDS)
  rows.forEach((row, n) => row !== 0 && identity.key(row, keys, n * KEY_WORDS))
  return keys
}
