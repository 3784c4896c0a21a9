import { SLOTS } from '../../schemas/keys.ts'
import { Pages } from './pages.ts'
import { SlotIndex } from './slot-index.ts'

const LISTENED = 0
const LISTENER = 1
const NEXT = 2
const WORDS = 4
/** The low bits of a mixed pair choose the slot. */
const SLOT_BITS = 10

/**
 * Who listens to whom: each pair once, chained by the one that is listened to. The mention is the watch, so a link is never taken
 * back. The head of a chain stands in the row of whom it is about.
 */
export class Links extends SlotIndex {
  #listened = 0
  #listener = 0
  readonly #links = new Pages({ cells: {}, words: {}, bytes: WORDS * 4 }, {})

  /** Links a listener to what it listens to; returns the new head of the chain, or 0 where they are linked already. */
  add(listened: number, listener: number, head: number): number {
    this.#listened = listened
    this.#listener = listener
    const mixed = mix(listened, listener)
    const slot = mixed & (SLOTS - 1)
    if (this.lookup(slot, mixed >>> SLOT_BITS) !== 0) return 0
    const link = this.#links.add()
    const { words } = this.#links.page(link)
    const at = this.#links.words(link)
    words[at + LISTENED] = listened
    words[at + LISTENER] = listener
    words[at + NEXT] = head
    this.enter(link, slot, mixed >>> SLOT_BITS)
    return link
  }

  /** The listener of a link, and the next link of the chain (0: none). */
  listener(link: number): number {
    return this.#word(link, LISTENER)
  }

  next(link: number): number {
    return this.#word(link, NEXT)
  }

  get count(): number {
    return this.#links.length - 1
  }

  override get size(): number {
    return super.size + this.#links.size
  }

  protected override isSought(link: number): boolean {
    return this.#word(link, LISTENED) === this.#listened && this.#word(link, LISTENER) === this.#listener
  }

  #word(link: number, at: number): number {
    return this.#links.page(link).words[this.#links.words(link) + at]!
  }
}

/** Row numbers are ours, not a stranger's: a plain mixing (Murmur3's finaliser) spreads them. */
function mix(one: number, other: number): number {
  let hash = Math.imul(one, 0x9e3779b1) ^ other
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
