import { KEY_WORDS, slotOf } from '../../schemas/keys.ts'
import { WORD } from './layouts.ts'
import type { Pages } from './pages.ts'
import { SlotIndex } from './slot-index.ts'

/** Finds rows by their 128-bit key, which stands in the row. */
export class KeyIndex extends SlotIndex {
  readonly #rows: Pages
  #keys: Uint32Array = new Uint32Array(KEY_WORDS)
  #at = 0
  /** What was read ahead: kept, or a compiler would leave those reads out. */
  protected touched = 0

  constructor(rows: Pages) {
    super()
    this.#rows = rows
  }

  /** The row of the key in four words of `keys` from `at` on, or 0. */
  find(keys: Uint32Array, at: number): number {
    this.#keys = keys
    this.#at = at
    return this.lookup(slotOf(keys[at]!), keys[at + 1]!)
  }

  /**
   * The rows of many keys, each of which begins at one of the places; 0 where there is none. Reads all places of the tables first,
   * and then all rows that are likely the ones: cache misses overlap that do not wait for one another.
   */
  findAll(keys: Uint32Array, places: Uint32Array, into: Uint32Array): void {
    const count = places.length
    for (let n = 0; n < count; n++) into[n] = this.touch(slotOf(keys[places[n]!]!), keys[places[n]! + 1]!)
    for (let n = 0; n < count; n++) into[n] = this.guess(slotOf(keys[places[n]!]!), keys[places[n]! + 1]!)
    for (let n = 0; n < count; n++) this.touched ^= this.#rows.touch(into[n]!)
    for (let n = 0; n < count; n++) {
      if (into[n] !== 0 && !this.#has(into[n]!, keys, places[n]!)) into[n] = this.find(keys, places[n]!)
    }
  }

  #has(row: number, keys: Uint32Array, at: number): boolean {
    const { words } = this.#rows.page(row)
    const word = this.#rows.words(row) + WORD.key
    return (
      words[word] === keys[at] &&
      words[word + 1] === keys[at + 1] &&
      words[word + 2] === keys[at + 2] &&
      words[word + 3] === keys[at + 3]
    )
  }

  /** Adds a row under a key that has none. */
  add(keys: Uint32Array, at: number): number {
    const row = this.#rows.add()
    const { words } = this.#rows.page(row)
    const word = this.#rows.words(row) + WORD.key
    for (let part = 0; part < KEY_WORDS; part++) words[word + part] = keys[at + part]!
    this.enter(row, slotOf(keys[at]!), keys[at + 1]!)
    return row
  }

  protected override isSought(row: number): boolean {
    return this.#has(row, this.#keys, this.#at)
  }
}
