import { SLOTS } from '../../schemas/keys.ts'
import { WORD } from './layouts.ts'
import { Pages, zeroPage } from './pages.ts'
import { SlotIndex } from './slot-index.ts'
import type { Table } from './table.ts'

/** A listener that is no row of ours but a whole partition, in which somebody listens. */
const AWAY = 2 ** 31
const LISTENED = 0
const LISTENER = 1
const NEXT = 2
/** Of one link. */
export const LINK_BYTES = 12
const BLANK = zeroPage(LINK_BYTES)

/**
 * Who listens to whom: each pair once, chained by the one that is listened to, in whose row the chain begins. The mention is the
 * watch, so a link is never taken back.
 */
export class Links extends SlotIndex {
  readonly #listenedTo: Table
  readonly #links: Pages
  #listened = 0
  #listener = 0

  constructor(listenedTo: Table, bits?: number) {
    super()
    this.#links = new Pages(BLANK, bits)
    this.#listenedTo = listenedTo
  }

  /** Links a listener to what it listens to; says whether it was not yet. */
  add(listened: number, listener: number): boolean {
    return this.enlist(listened, listener)
  }

  protected enlist(listened: number, listener: number): boolean {
    this.#listened = listened
    this.#listener = listener
    const mixed = mix(listened, listener)
    const slot = mixed & (SLOTS - 1)
    if (this.lookup(slot, mixed) !== 0) return false
    const link = this.#links.add()
    const { words } = this.#links.page(link)
    const at = this.#links.words(link)
    words[at + LISTENED] = listened
    words[at + LISTENER] = listener
    words[at + NEXT] = this.#listenedTo.get(listened, WORD.listeners)
    this.#listenedTo.set(listened, WORD.listeners, this.reference(link))
    this.enter(link, slot, mixed)
    return true
  }

  /** Links a partition in which somebody listens; says whether it was not yet. */
  addAway(listened: number, partition: number): boolean {
    return this.enlist(listened, AWAY + partition)
  }

  /** Shows each listener of one, and each partition in which others listen. */
  each(listened: number, show: (listener: number) => void, showAway: (partition: number) => void): void {
    for (let at = this.#listenedTo.get(listened, WORD.listeners); at !== 0; at = this.next(at)) {
      const listener = this.listener(at)
      if (listener >= AWAY) showAway(listener - AWAY)
      else show(listener)
    }
  }

  override get size(): number {
    return super.size + this.#links.size
  }

  /** How a chain refers to a link. */
  protected reference(link: number): number {
    return link
  }

  protected listener(reference: number): number {
    return this.#word(reference, LISTENER)
  }

  protected next(reference: number): number {
    return this.#word(reference, NEXT)
  }

  protected override isSought(link: number): boolean {
    return this.#word(link, LISTENED) === this.#listened && this.#word(link, LISTENER) === this.#listener
  }

  #word(link: number, at: number): number {
    return this.#links.page(link).words[this.#links.words(link) + at]!
  }
}

/**
 * Credentials that listen to workloads. Most name one and no other: that first link stands in the credential's own row, and a
 * chain refers to it by an even number, to others by an odd one.
 */
export class WorkloadLinks extends Links {
  readonly #workloads: Table
  readonly #credentials: Table

  constructor(workloads: Table, credentials: Table, bits?: number) {
    super(workloads, bits)
    this.#workloads = workloads
    this.#credentials = credentials
  }

  override add(workload: number, credential: number): boolean {
    const first = this.#credentials.get(credential, WORD.workload)
    if (first === workload) return false
    if (first !== 0) return this.enlist(workload, credential)
    this.#credentials.set(credential, WORD.workload, workload)
    this.#credentials.set(credential, WORD.beside, this.#workloads.get(workload, WORD.listeners))
    this.#workloads.set(workload, WORD.listeners, credential * 2)
    return true
  }

  protected override reference(link: number): number {
    return link * 2 + 1
  }

  protected override listener(reference: number): number {
    return isFirst(reference) ? reference / 2 : super.listener((reference - 1) / 2)
  }

  protected override next(reference: number): number {
    return isFirst(reference) ? this.#credentials.get(reference / 2, WORD.beside) : super.next((reference - 1) / 2)
  }
}

function isFirst(reference: number): boolean {
  return reference % 2 === 0
}

/** Row numbers are ours, not a stranger's: a plain mixing (Murmur3's finaliser) spreads them. */
function mix(one: number, other: number): number {
  let hash = Math.imul(one, 0x9e3779b1) ^ other
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
