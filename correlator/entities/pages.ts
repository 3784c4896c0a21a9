import type { Column } from '../../schemas/columns.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import type { Layout } from './layout.ts'

/** Rows of one shape, packed: three views of the same bytes. */
export interface Page {
  readonly words: Uint32Array
  readonly halves: Uint16Array
  readonly bytes: Uint8Array
}

const PAGE_BITS = 12
/** Rows a page: growth adds a page and copies nothing, so it never stalls. */
export const PAGE_ROWS = 1 << PAGE_BITS
const FEWEST_BITS = 5

/** The bits of a row's number that say where it lies in its page, where there is one of so many shares: as many pages for fewer rows. */
export function pageBits(shares: number): number {
  return Math.min(PAGE_BITS, Math.max(FEWEST_BITS, PAGE_BITS - Math.ceil(Math.log2(shares))))
}

/** What the higher part of a time counts. */
const HIGH = 2 ** 32

/** The time in a word and a half: whole milliseconds from 1970 on, 48 bits, which last for 8,900 years. */
export function timeAt({ words, halves }: Page, low: number, high: number): Millis {
  return words[low]! + halves[high]! * HIGH
}

/** Writes a time into a word and a half. */
export function setTime({ words, halves }: Page, low: number, high: number, time: Millis): void {
  words[low] = time
  halves[high] = time / HIGH
}

/** Rows of one size, numbered from 1: 0 is no row, and blank. */
export class Pages {
  readonly #pages: Page[]
  readonly #blank: Uint8Array
  readonly #words: number
  readonly #bits: number
  readonly #mask: number
  length = 1

  /** `blank`: a page of {@link PAGE_ROWS}; `bits`: of how many of them ours are ({@link pageBits}). */
  constructor(blank: Uint8Array, bits = PAGE_BITS) {
    const rowBytes = blank.length / PAGE_ROWS
    this.#bits = bits
    this.#mask = (1 << bits) - 1
    this.#blank = blank.subarray(0, rowBytes << bits)
    this.#pages = [viewsOf(this.#blank.slice())]
    this.#words = rowBytes / Uint32Array.BYTES_PER_ELEMENT
  }

  /** Adds a row in which every column is absent. */
  add(): number {
    const row = this.length++
    if (row >> this.#bits >= this.#pages.length) this.#pages.push(viewsOf(this.#blank.slice()))
    return row
  }

  page(row: number): Page {
    return this.#pages[row >> this.#bits]!
  }

  /** Reads the beginning and the end of a row: they are in the cache then. */
  touch(row: number): number {
    const { words } = this.page(row)
    const at = this.words(row)
    return words[at]! ^ words[at + this.#words - 1]!
  }

  /** Where a row begins in the page's words, … */
  words(row: number): number {
    return (row & this.#mask) * this.#words
  }

  /** … in its halves, … */
  halves(row: number): number {
    return (row & this.#mask) * this.#words * 2
  }

  /** … and in its bytes. */
  bytes(row: number): number {
    return (row & this.#mask) * this.#words * 4
  }

  /** Bytes that all pages hold. */
  get size(): number {
    return this.#pages.length * this.#blank.length
  }
}

function viewsOf(bytes: Uint8Array): Page {
  const { buffer } = bytes
  return { words: new Uint32Array(buffer), halves: new Uint16Array(buffer), bytes }
}

/** A page of rows of so many bytes, a multiple of 4, that are all zeros. */
export function zeroPage(bytes: number): Uint8Array {
  return new Uint8Array(bytes * PAGE_ROWS)
}

/** A page of rows in which every column is absent: NEVER for the first of something, zeros for all else. */
export function blankPage(layout: Layout, columns: Readonly<Record<string, Column>>): Uint8Array {
  const bytes = zeroPage(layout.bytes)
  const page = viewsOf(bytes)
  for (const [name, { merge }] of Object.entries(columns)) {
    const cell = layout.cells[name]!
    if (merge !== 'min' || cell.in !== 'time') continue
    for (let at = 0; at < bytes.length; at += layout.bytes) setTime(page, at / 4 + cell.low, at / 2 + cell.high, NEVER)
  }
  return bytes
}
