import { SLOTS } from '../../schemas/keys.ts'

const FIRST_CAPACITY = 8
/** A table is at most three quarters full: longer probes beyond. */
const FULLEST = 0.75

/**
 * Finds numbered entries by hash: open addressing over their numbers, one table a slot, so that a table that grows re-hashes a
 * thousandth of the entries and nobody waits. What is hashed stands in the entries themselves.
 */
export abstract class SlotIndex {
  readonly #tables: (Uint32Array | undefined)[] = Array.from({ length: SLOTS }, () => undefined)
  readonly #counts = new Uint32Array(SLOTS)

  /** The slot and the hash within it of an entry that is entered. */
  protected abstract slot(entry: number): number
  protected abstract hash(entry: number): number

  protected table(slot: number): Uint32Array | undefined {
    return this.#tables[slot]
  }

  /** Enters an entry that is not entered yet; its hash must stand. */
  protected enter(entry: number): void {
    const slot = this.slot(entry)
    let table = (this.#tables[slot] ??= new Uint32Array(FIRST_CAPACITY))
    if (++this.#counts[slot]! > table.length * FULLEST) table = this.#grow(slot, table)
    place(table, entry, this.hash(entry))
  }

  /** Bytes that the tables hold. */
  get size(): number {
    return this.#tables.reduce((bytes, table) => bytes + (table?.byteLength ?? 0), 0)
  }

  #grow(slot: number, old: Uint32Array): Uint32Array {
    const table = new Uint32Array(old.length * 2)
    for (const entry of old) if (entry !== 0) place(table, entry, this.hash(entry))
    this.#tables[slot] = table
    return table
  }
}

function place(table: Uint32Array, entry: number, hash: number): void {
  const mask = table.length - 1
  let probe = hash & mask
  while (table[probe] !== 0) probe = (probe + 1) & mask
  table[probe] = entry
}
