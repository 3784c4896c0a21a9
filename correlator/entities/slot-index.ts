import { SLOTS } from '../../schemas/keys.ts'

const FIRST_CAPACITY = 8
/** A table is at most so full, for longer probes beyond; it grows by half, so that it is at least half full. */
const FULLEST = 0.8
const GROWTH = 1.5
/** A place holds an entry's number and its hash, so that others are passed over, and tables grow, without a look at the entries. */
const WORDS = 2
const PLACE_BYTES = WORDS * Uint32Array.BYTES_PER_ELEMENT

/** What an index takes at most: for each entry, where its table has just grown, … */
export const INDEXED_BYTES = Math.ceil((GROWTH / FULLEST) * PLACE_BYTES)
/** … and for all tables, however little is in them. */
export const INDEX_BYTES = SLOTS * FIRST_CAPACITY * PLACE_BYTES

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
    for (let place = placeOf(table, hash); ; place = nextPlace(table, place)) {
      const entry = table[place]!
      if (entry === 0 || (table[place + 1] === hash && this.isSought(entry))) return entry
    }
  }

  /** Reads the first place at which an entry would be: it is in the cache then. */
  protected touch(slot: number, hash: number): number {
    const table = this.#tables[slot]
    return table === undefined ? 0 : table[placeOf(table, hash)]!
  }

  /** The first entry of this hash: most often the one that is sought; 0 where there is none. */
  protected guess(slot: number, hash: number): number {
    const table = this.#tables[slot]
    if (table === undefined) return 0
    let place = placeOf(table, hash)
    while (table[place] !== 0 && table[place + 1] !== hash) place = nextPlace(table, place)
    return table[place]!
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
  const table = new Uint32Array(Math.ceil((old.length / WORDS) * GROWTH) * WORDS)
  for (let place = 0; place < old.length; place += WORDS) {
    if (old[place] !== 0) put(table, old[place]!, old[place + 1]!)
  }
  return table
}

function put(table: Uint32Array, entry: number, hash: number): void {
  let place = placeOf(table, hash)
  while (table[place] !== 0) place = nextPlace(table, place)
  table[place] = entry
  table[place + 1] = hash
}

/** Where a hash belongs: its highest bits count, for the lowest may have chosen the slot. */
function placeOf(table: Uint32Array, hash: number): number {
  return Math.floor((hash * (table.length / WORDS)) / 2 ** 32) * WORDS
}

function nextPlace(table: Uint32Array, place: number): number {
  return place + WORDS === table.length ? 0 : place + WORDS
}
