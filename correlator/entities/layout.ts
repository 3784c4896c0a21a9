import type { Column, Entity } from '../../schemas/columns.ts'

/**
 * Where one column lies in a row: at which index, from the row's start, of the view of its bytes that it is read through. A time
 * has a low word and a high half; of `latest` the value lies right behind the time at which it was said.
 */
export type Cell =
  | { readonly in: 'time'; readonly low: number; readonly high: number }
  | { readonly in: 'latest'; readonly low: number; readonly high: number }
  | { readonly in: 'flat'; readonly at: number }
  | { readonly in: 'timeline'; readonly at: number }
  | { readonly in: 'rank'; readonly at: number }
  | { readonly in: 'flag'; readonly at: number; readonly mask: number }

/** A row's shape: words of 32 bits that the engine keeps for itself, then cells by column. All rows of a part have one size. */
export interface Layout {
  readonly cells: Readonly<Record<string, Cell>>
  /** The byte whose highest bits are the engine's marks. */
  readonly marks: number
  readonly bytes: number
}

/** Flags of a byte beside three marks. */
const FLAGS_A_BYTE = 5

/** Lays out so many `words` of the engine's and then columns, widest first, so that every cell is aligned. */
export function layOut(words: number, columns: Readonly<Record<string, Column>>): Layout {
  const cells: Record<string, Cell> = {}
  const named = Object.entries(columns)
  let word = words
  const wordsOf = (count: number) => (word += count) - count
  const times = named.filter(([, column]) => column.value === 'time')
  const lows = times.map(([, column]) => wordsOf(timesOf(column)))
  for (const [name, { merge }] of named) {
    if (merge === 'flat') cells[name] = { in: 'flat', at: wordsOf(2) }
    if (merge === 'timeline') cells[name] = { in: 'timeline', at: wordsOf(1) }
  }
  let half = word * 2
  times.forEach(([name, column], n) => {
    cells[name] = { in: column.merge === 'latest' ? 'latest' : 'time', low: lows[n]!, high: half }
    half += timesOf(column)
  })
  let byte = half * 2
  for (const [name, { value }] of named) if (value === 'rank') cells[name] = { in: 'rank', at: byte++ }
  const flags = named.filter(([, { merge }]) => merge === 'or')
  flags.forEach(([name], n) => {
    cells[name] = { in: 'flag', at: byte + Math.floor(n / FLAGS_A_BYTE), mask: 1 << (n % FLAGS_A_BYTE) }
  })
  const end = byte + Math.max(1, Math.ceil(flags.length / FLAGS_A_BYTE))
  return { cells, marks: byte, bytes: Math.ceil(end / 4) * 4 }
}

function timesOf({ merge }: Column): number {
  return merge === 'latest' ? 2 : 1
}

/** The columns of an entity that memory holds of what its own events say. */
export function ownColumns(entity: Entity): Record<string, Column> {
  return columnsWhere(entity, ({ teller }) => teller === null)
}

/** The columns that others tell: a part of its own, which most credentials do without. */
export function toldColumns(entity: Entity): Record<string, Column> {
  return columnsWhere(entity, ({ teller }) => teller !== null)
}

function columnsWhere(entity: Entity, holds: (column: Column) => boolean): Record<string, Column> {
  return Object.fromEntries(Object.entries(entity.columns).filter(([, column]) => !column.archived && holds(column)))
}

/** The cell of a column that is known to be of a kind. */
export function cellOf<In extends Cell['in']>(layout: Layout, name: string, kind: In): Extract<Cell, { in: In }> {
  const cell = layout.cells[name]
  if (cell?.in !== kind) throw new TypeError(`there is no ${kind} of the name ${name}`)
  return cell as Extract<Cell, { in: In }>
}
