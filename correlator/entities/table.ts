import type { Entity } from '../../schemas/columns.ts'
import { isNoKey, KEY_WORDS } from '../../schemas/keys.ts'
import { KeyIndex } from './key-index.ts'
import { ownColumns, type Layout } from './layout.ts'
import { WORD, type Word } from './layouts.ts'
import { blankPage, Pages } from './pages.ts'

/** Marks of a row that are the engine's, not facts: it waits to be judged; it waits to tell. */
export const WAITS = 0x80
export const TELLS = 0x40
/** Of an identity or an owner: its ownership changed. */
export const OWNED_ANEW = 0x20
/** Of a credential: a workload of it has ended, so what its workloads tell is to be read. */
export const HEARS = 0x20

const blanks = new WeakMap<Layout, Uint8Array>()

function blankOf(layout: Layout, entity: Entity): Uint8Array {
  const blank = blanks.get(layout) ?? blankPage(layout, ownColumns(entity))
  blanks.set(layout, blank)
  return blank
}

/** All rows of one entity, found by key. */
export class Table {
  readonly entity: Entity
  readonly layout: Layout
  readonly rows: Pages
  readonly index: KeyIndex

  constructor(entity: Entity, layout: Layout, bits?: number) {
    this.entity = entity
    this.layout = layout
    this.rows = new Pages(blankOf(layout, entity), bits)
    this.index = new KeyIndex(this.rows)
  }

  /** The row of a key, added where there is none; 0 for no key. */
  row(keys: Uint32Array, at: number): number {
    if (isNoKey(keys, at)) return 0
    return this.index.find(keys, at) || this.index.add(keys, at)
  }

  /** The rows of many keys, each of which begins at one of the places, added where there is none. */
  rowsOf(keys: Uint32Array, places: Uint32Array, into: Uint32Array): void {
    this.index.findAll(keys, places, into)
    for (let n = 0; n < places.length; n++) if (into[n] === 0) into[n] = this.row(keys, places[n]!)
  }

  get(row: number, word: Word): number {
    return this.rows.page(row).words[this.rows.words(row) + word]!
  }

  set(row: number, word: Word, value: number): void {
    this.rows.page(row).words[this.rows.words(row) + word] = value
  }

  /** Sets a mark; says whether it is new. */
  mark(row: number, mark: number): boolean {
    const { bytes } = this.rows.page(row)
    const at = this.rows.bytes(row) + this.layout.marks
    if ((bytes[at]! & mark) !== 0) return false
    bytes[at]! |= mark
    return true
  }

  has(row: number, mark: number): boolean {
    return (this.rows.page(row).bytes[this.rows.bytes(row) + this.layout.marks]! & mark) !== 0
  }

  unmark(row: number, mark: number): void {
    this.rows.page(row).bytes[this.rows.bytes(row) + this.layout.marks]! &= ~mark
  }

  /** Copies a row's key into four words. */
  key(row: number, into: Uint32Array, at: number): void {
    const { words } = this.rows.page(row)
    const from = this.rows.words(row) + WORD.key
    for (let part = 0; part < KEY_WORDS; part++) into[at + part] = words[from + part]!
  }

  /** Orders two rows as ClickHouse orders their keys: byte by byte, the first byte being the lowest of the first word. */
  compareKeys = (one: number, other: number): number => {
    if (one === other) return 0
    if (one === 0 || other === 0) return one === 0 ? -1 : 1
    for (let part = 0; part < KEY_WORDS; part++) {
      const a = swap(this.rows.page(one).words[this.rows.words(one) + WORD.key + part]!)
      const b = swap(this.rows.page(other).words[this.rows.words(other) + WORD.key + part]!)
      if (a !== b) return a - b
    }
    return 0
  }

  get count(): number {
    return this.rows.length - 1
  }

  get size(): number {
    return this.rows.size + this.index.size
  }
}

function swap(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0
}
