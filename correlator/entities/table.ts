import type { Entity } from '../../schemas/columns.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import { isNoKey, KeyIndex } from './key-index.ts'
import { ownColumns, type Layout } from './layout.ts'
import type { Word } from './layouts.ts'
import { Pages } from './pages.ts'

/** Marks of a row that are the engine's, not facts: it waits to be judged, to tell, its ownership changed. */
export const WAITS = 1
export const TELLS = 2
export const OWNED_ANEW = 4

/** All rows of one entity, found by key. */
export class Table {
  readonly entity: Entity
  readonly rows: Pages
  readonly index: KeyIndex
  readonly #wordAt: Readonly<Record<string, number>>

  constructor(entity: Entity, layout: Layout) {
    this.entity = entity
    this.rows = new Pages(layout, ownColumns(entity))
    this.index = new KeyIndex(this.rows)
    this.#wordAt = this.rows.layout.words
  }

  /** The row of a key, added where there is none; 0 for no key. */
  row(keys: Uint32Array, at: number): number {
    if (isNoKey(keys, at)) return 0
    return this.index.find(keys, at) || this.index.add(keys, at)
  }

  get(row: number, word: Word): number {
    return this.rows.page(row).words[this.rows.words(row) + this.#wordAt[word]!]!
  }

  set(row: number, word: Word, value: number): void {
    this.rows.page(row).words[this.rows.words(row) + this.#wordAt[word]!] = value
  }

  /** Sets marks; says whether any of them is new. */
  mark(row: number, marks: number): boolean {
    const { words } = this.rows.page(row)
    const at = this.rows.words(row) + this.#wordAt['marks']!
    const before = words[at]!
    words[at] = before | marks
    return (before | marks) !== before
  }

  unmark(row: number, marks: number): void {
    const { words } = this.rows.page(row)
    words[this.rows.words(row) + this.#wordAt['marks']!]! &= ~marks
  }

  /** Copies a row's key into four words. */
  key(row: number, into: Uint32Array, at: number): void {
    const { words } = this.rows.page(row)
    const from = this.rows.words(row) + this.#wordAt['key']!
    for (let part = 0; part < KEY_WORDS; part++) into[at + part] = words[from + part]!
  }

  /** Orders two rows as ClickHouse orders their keys: byte by byte, the first byte being the lowest of the first word. */
  compareKeys = (one: number, other: number): number => {
    if (one === other) return 0
    if (one === 0 || other === 0) return one === 0 ? -1 : 1
    const at = this.#wordAt['key']!
    for (let part = 0; part < KEY_WORDS; part++) {
      const a = swap(this.rows.page(one).words[this.rows.words(one) + at + part]!)
      const b = swap(this.rows.page(other).words[this.rows.words(other) + at + part]!)
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
