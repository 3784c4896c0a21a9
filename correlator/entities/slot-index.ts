import { SLOTS } from '../../schemas/keys.ts'

const FIRST_CAPACITY = 8
/** A table is at most three quarters full: longer probes beyond. */
const FULLEST = 0.75
/** A place holds an entry's number and its hash, so that others are passed over, and tables grow, without a look at the entries. */
const WORDS = 2

/**
 * Finds numbered entries by hash: open addressing over their numbers, one table a slot, so that a table that grows re-places a
 * thousandth of the entries and nobody waits. What is hashed stands in the entries themselves.
 */
export abstract class SlotIndex {
  readonly #tables: (Uint32Array | undefined)[] = Array.from({ length: SLOTS }, () => undefined)
  readonly #counts = new Uint32Array(SLOTS)

  /** Whether an entry whose hash is right is the one that is sought. */
  protected abstract isSought(entry: number): boolean

  /** The entry that is sought, or 0. */
  protected lookup(slot: number, hash: number): number {
    const table = this.#tables[slot]
    if (table === undefined) return 0
    const mask = table.length - WORDS
    for (let place = (hash * WORDS) & mask; ; place = (place + WORDS) & mask) {
      const entry = table[place]!
      if (entry === 0 || (table[place + 1] === hash && this.isSought(entry))) return entry
    }
  }

  /** Enters an entry that is not entered yet. The hash is an unsigned number of 32 bits. */
  protected enter(entry: number, slot: number, hash: number): void {
    let table = (this.#tables[slot] ??= new Uint32Array(FIRST_CAPACITY * WORDS))
    if (++this.#counts[slot]! * WORDS > table.length * FULLEST) this.#tables[slot] = table = grown(table)
    put(table, entry, hash)
  }

  /** Bytes that the tables hold. */
  get size(): number {
    return this.#tables.reduce((bytes, table) => bytes + (table?.byteLength ?? 0), 0)
  }
}

function grown(old: Uint32Array): Uint32Array {
  const table = new Uint32Array(old.length * 2)
  for (let place = 0; place < old.length; place += WORDS) {
    if (old[place] !== 0) put(table, old[place]!, old[place + 1]!)
  }
  return table
}

function put(table: Uint32Array, entry: number, hash: number): void {
  const mask = table.length - WORDS
  let place = (hash * WORDS) & mask
  while (table[place] !== 0) place = (place + WORDS) & mask
  table[place] = entry
  table[place + 1] = hash
}
