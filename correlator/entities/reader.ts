import type { Column } from '../../schemas/columns.ts'
import type { Cell } from './layout.ts'
import { timeAt, type Page, type Pages } from './pages.ts'

type Columns = Readonly<Record<string, Column>>

type FlatNames<N extends string> = `${N}_min` | `${N}_max`

/** What a rule reads of a row: times in ms, ranks, flags; of `flat` both ends as references (0: unknown); of `latest` the value. */
export type RowOf<C extends Columns> = {
  readonly [N in keyof C & string as C[N]['merge'] extends 'flat' ? FlatNames<N> : N]: C[N]['merge'] extends 'or'
    ? boolean
    : number
}

/** Reads one row at a time of packed pages: positioned, never copied. */
export class Reader {
  row = 0
  page: Page
  word = 0
  half = 0
  byte = 0
  readonly #rows: Pages

  constructor(rows: Pages) {
    this.#rows = rows
    this.page = rows.page(0)
  }

  /** Positions the reader on a row. */
  at(row: number): this {
    this.row = row
    this.page = this.#rows.page(row)
    this.word = this.#rows.words(row)
    this.half = this.#rows.halves(row)
    this.byte = this.#rows.bytes(row)
    return this
  }
}

/** A reader with a property for each column of a layout. */
export function readerOf<C extends Columns>(
  columns: C,
  cells: Readonly<Record<string, Cell>>,
): new (rows: Pages) => Reader & RowOf<C> {
  class ColumnReader extends Reader {}
  for (const name of Object.keys(columns)) {
    for (const [property, get] of gettersOf(name, cells[name]!)) {
      Object.defineProperty(ColumnReader.prototype, property, { get })
    }
  }
  return ColumnReader as unknown as new (rows: Pages) => Reader & RowOf<C>
}

type Getter = (this: Reader) => number | boolean

function gettersOf(name: string, cell: Cell): [string, Getter][] {
  switch (cell.in) {
    case 'time':
      return [[name, timeGetter(cell.low, cell.high)]]
    case 'latest':
      return [
        [name, timeGetter(cell.low + 1, cell.high + 1)],
        [`${name}_said`, timeGetter(cell.low, cell.high)],
      ]
    case 'flat':
      return [
        [`${name}_min`, wordGetter(cell.at)],
        [`${name}_max`, wordGetter(cell.at + 1)],
      ]
    case 'timeline':
      return [[name, wordGetter(cell.at)]]
    case 'rank':
      return [[name, rankGetter(cell.at)]]
    case 'flag':
      return [[name, flagGetter(cell.at, cell.mask)]]
  }
}

function timeGetter(low: number, high: number): Getter {
  return function time() {
    return timeAt(this.page, this.word + low, this.half + high)
  }
}

function wordGetter(at: number): Getter {
  return function word() {
    return this.page.words[this.word + at]!
  }
}

function rankGetter(at: number): Getter {
  return function rank() {
    return this.page.bytes[this.byte + at]!
  }
}

function flagGetter(at: number, mask: number): Getter {
  return function flag() {
    return (this.page.bytes[this.byte + at]! & mask) !== 0
  }
}
