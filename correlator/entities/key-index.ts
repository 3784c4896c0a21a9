import { slotOf } from '../../schemas/keys.ts'
import type { Pages } from './pages.ts'
import { SlotIndex } from './slot-index.ts'

/** Finds rows by their 128-bit key, which stands in the row. */
export class KeyIndex extends SlotIndex {
  readonly #rows: Pages
  readonly #keyAt: number

  constructor(rows: Pages) {
    super()
    this.#rows = rows
    this.#keyAt = rows.layout.words['key']!
  }

  /** The row of the key in four words of `keys` from `at` on, or 0. */
  find(keys: Uint32Array, at: number): number {
    const table = this.table(slotOf(keys[at]!))
    if (table === undefined) return 0
    const mask = table.length - 1
    for (let probe = keys[at + 1]! & mask; ; probe = (probe + 1) & mask) {
      const row = table[probe]!
      if (row === 0 || this.#holds(row, keys, at)) return row
    }
  }

  /** Adds a row under a key that has none. */
  add(keys: Uint32Array, at: number): number {
    const row = this.#rows.add()
    const { words } = this.#rows.page(row)
    const word = this.#rows.words(row) + this.#keyAt
    for (let part = 0; part < 4; part++) words[word + part] = keys[at + part]!
    this.enter(row)
    return row
  }

  protected override slot(row: number): number {
    return slotOf(this.#word(row, 0))
  }

  protected override hash(row: number): number {
    return this.#word(row, 1)
  }

  #word(row: number, part: number): number {
    return this.#rows.page(row).words[this.#rows.words(row) + this.#keyAt + part]!
  }

  #holds(row: number, keys: Uint32Array, at: number): boolean {
    const { words } = this.#rows.page(row)
    const word = this.#rows.words(row) + this.#keyAt
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
