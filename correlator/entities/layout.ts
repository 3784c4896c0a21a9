import type { Column, Entity } from '../../schemas/columns.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'

/** Where one column lies in a row: in which view of its bytes, and at which index of that view from the row's start. */
export type Cell =
  | { readonly in: 'time'; readonly at: number }
  | { readonly in: 'latest'; readonly at: number }
  | { readonly in: 'rank'; readonly at: number }
  | { readonly in: 'flag'; readonly at: number; readonly mask: number }
  | { readonly in: 'flat'; readonly at: number }
  | { readonly in: 'timeline'; readonly at: number }

/** A row's shape: its cells by column, and words of 32 bits for what links rows. All rows of a part have one size. */
export interface Layout {
  readonly cells: Readonly<Record<string, Cell>>
  /** Words behind the cells, by name: the key is four of them. */
  readonly words: Readonly<Record<string, number>>
  readonly bytes: number
}

const BYTES = { f64: 8, u32: 4 } as const

/**
 * Lays out columns, widest first, so that every cell is aligned: times take 8 bytes (`latest` two of them), references 4 (`flat`
 * two), ranks and eight flags 1. `words` are 32-bit cells that the engine keeps for itself.
 */
export function layOut(columns: Readonly<Record<string, Column>>, words: readonly string[]): Layout {
  const cells: Record<string, Cell> = {}
  const named = Object.entries(columns)
  let at = 0
  const take = (bytes: number, width: number) => (at += bytes) / width - bytes / width
  for (const [name, column] of named) {
    if (isTime(column)) cells[name] = { in: 'time', at: take(8, BYTES.f64) }
    if (column.merge === 'latest') cells[name] = { in: 'latest', at: take(16, BYTES.f64) }
  }
  for (const [name, column] of named) {
    if (column.merge === 'flat') cells[name] = { in: 'flat', at: take(8, BYTES.u32) }
    if (column.merge === 'timeline') cells[name] = { in: 'timeline', at: take(4, BYTES.u32) }
  }
  const wordCells = Object.fromEntries(words.map((word) => [word, take(word === 'key' ? KEY_WORDS * 4 : 4, BYTES.u32)]))
  for (const [name, column] of named) if (column.value === 'rank') cells[name] = { in: 'rank', at: take(1, 1) }
  named
    .filter(([, column]) => column.merge === 'or')
    .forEach(([name], flag) => {
      cells[name] = { in: 'flag', at: flag % 8 === 0 ? take(1, 1) : at - 1, mask: 1 << (flag % 8) }
    })
  return { cells, words: wordCells, bytes: Math.ceil(at / 8) * 8 }
}

function isTime(column: Column): boolean {
  return column.value === 'time' && column.merge !== 'latest'
}

/** The columns of an entity that memory holds of what its own events say and its workloads tell. */
export function ownColumns(entity: Entity): Record<string, Column> {
  return columnsWhere(entity, (column) => column.teller !== 'parent')
}

/** The columns that parents tell: a part of its own, for most credentials have no parent. */
export function parentColumns(entity: Entity): Record<string, Column> {
  return columnsWhere(entity, (column) => column.teller === 'parent')
}

function columnsWhere(entity: Entity, holds: (column: Column) => boolean): Record<string, Column> {
  return Object.fromEntries(Object.entries(entity.columns).filter(([, column]) => !column.archived && holds(column)))
}
