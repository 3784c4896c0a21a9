import type { Column } from '../../schemas/columns.ts'
import { NEVER } from '../../schemas/time.ts'
import type { Layout } from './layout.ts'

/** Rows of one shape, packed: three views of the same bytes. */
export interface Page {
  readonly times: Float64Array
  readonly words: Uint32Array
  readonly bytes: Uint8Array
}

/** Rows a page: growth adds a page and copies nothing, so it never stalls. */
const PAGE_BITS = 12
const PAGE_ROWS = 1 << PAGE_BITS
const PAGE_MASK = PAGE_ROWS - 1

/** Rows of one layout, numbered from 1: 0 is no row. */
export class Pages {
  readonly layout: Layout
  readonly pages: Page[] = []
  /** A row's size in each view. */
  readonly timesARow: number
  readonly wordsARow: number
  readonly bytesARow: number
  length = 1
  #blank: Uint8Array

  constructor(layout: Layout, columns: Readonly<Record<string, Column>>) {
    this.layout = layout
    this.bytesARow = layout.bytes
    this.wordsARow = layout.bytes / 4
    this.timesARow = layout.bytes / 8
    this.#blank = blankPage(layout, columns)
  }

  /** Adds a row in which every column is absent. */
  add(): number {
    const row = this.length++
    if (row >> PAGE_BITS >= this.pages.length) this.pages.push(viewsOf(this.#blank.slice()))
    return row
  }

  page(row: number): Page {
    return this.pages[row >> PAGE_BITS]!
  }

  times(row: number): number {
    return (row & PAGE_MASK) * this.timesARow
  }

  words(row: number): number {
    return (row & PAGE_MASK) * this.wordsARow
  }

  bytes(row: number): number {
    return (row & PAGE_MASK) * this.bytesARow
  }

  /** Bytes that all pages hold. */
  get size(): number {
    return this.pages.length * PAGE_ROWS * this.bytesARow
  }
}

function viewsOf(bytes: Uint8Array): Page {
  const buffer = bytes.buffer
  return { times: new Float64Array(buffer), words: new Uint32Array(buffer), bytes }
}

const blanks = new WeakMap<Layout, Uint8Array>()

/** A page of absent values: NEVER for the first of something, zeros for all else. */
function blankPage(layout: Layout, columns: Readonly<Record<string, Column>>): Uint8Array {
  const known = blanks.get(layout)
  if (known !== undefined) return known
  const bytes = new Uint8Array(layout.bytes * PAGE_ROWS)
  const times = new Float64Array(bytes.buffer)
  for (const [name, column] of Object.entries(columns)) {
    const cell = layout.cells[name]!
    if (column.merge !== 'min' || cell.in !== 'time') continue
    for (let row = 0; row < PAGE_ROWS; row++) times[row * (layout.bytes / 8) + cell.at] = NEVER
  }
  blanks.set(layout, bytes)
  return bytes
}
