import { KEY_WORDS, slotOf } from '../../schemas/keys.ts'
import type { Pages } from './pages.ts'
import { SlotIndex } from './slot-index.ts'

/** Finds rows by their 128-bit key, which stands in the row. */
export class KeyIndex extends SlotIndex {
  readonly #rows: Pages
  readonly #keyAt: number
  #keys: Uint32Array = new Uint32Array(KEY_WORDS)
  #at = 0

  constructor(rows: Pages) {
    super()
    this.#rows = rows
    this.#keyAt = rows.layout.words['key']!
  }

  /** The row of the key in four words of `keys` from `at` on, or 0. */
  find(keys: Uint32Array, at: number): number {
    this.#keys = keys
    this.#at = at
    return this.lookup(slotOf(keys[at]!), keys[at + 1]!)
  }

  /** Adds a row under a key that has none. */
  add(keys: Uint32Array, at: number): number {
    const row = this.#rows.add()
    const { words } = this.#rows.page(row)
    const word = this.#rows.words(row) + this.#keyAt
    for (let part = 0; part < KEY_WORDS; part++) words[word + part] = keys[at + part]!
    this.enter(row, slotOf(keys[at]!), keys[at + 1]!)
    return row
  }

  protected override isSought(row: number): boolean {
    const { words } = this.#rows.page(row)
    const word = this.#rows.words(row) + this.#keyAt
    const keys = this.#keys
    const at = this.#at
    return (
      words[word] === keys[at] &&
      words[word + 1] === keys[at + 1] &&
      words[word + 2] === keys[at + 2] &&
      words[word + 3] === keys[at + 3]
    )
  }
}

/** Whether four words are no key at all. */
export function isNoKey(keys: Uint32Array, at: number): boolean {
  return (keys[at]! | keys[at + 1]! | keys[at + 2]! | keys[at + 3]!) === 0
}
