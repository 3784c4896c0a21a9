import { TIMELINE_LENGTH } from '../../schemas/entities.ts'
import { Pages, setTime, timeAt, zeroPage } from './pages.ts'

/** A block: how many entries, whom each is about and whether it is on, and the low words and high halves of their times. */
const COUNT = 0
const REFS = 1
const LOWS = REFS + TIMELINE_LENGTH
const HIGHS = (LOWS + TIMELINE_LENGTH) * 2
/** Of one timeline. */
export const TIMELINE_BYTES = HIGHS * 2 + TIMELINE_LENGTH * 2
const BLANK = zeroPage(TIMELINE_BYTES)

/** One change: when, on (1) or off (0), and the row of whom it is about (0: whoever stands). */
export interface Entry {
  readonly at: number
  readonly on: 0 | 1
  readonly ref: number
}

/** Orders two rows as their keys are ordered, byte by byte. */
export type CompareRows = (one: number, other: number) => number

/** Timelines of the newest changes, each kept in order of (time, off before on, key), each change once. */
export class Timelines {
  readonly #blocks: Pages

  constructor(bits?: number) {
    this.#blocks = new Pages(BLANK, bits)
  }

  /** A new, empty timeline. */
  create(): number {
    return this.#blocks.add()
  }

  /** Adds a change; says whether the timeline is another one now. */
  add(timeline: number, entry: Entry, compareRows: CompareRows): boolean {
    const entries = this.entries(timeline)
    const order = (other: Entry) => other.at - entry.at || other.on - entry.on || compareRows(other.ref, entry.ref)
    const place = entries.findIndex((other) => order(other) >= 0)
    if (place >= 0 && order(entries[place]!) === 0) return false
    entries.splice(place < 0 ? entries.length : place, 0, entry)
    if (entries.length > TIMELINE_LENGTH && entries.shift() === entry) return false
    this.#write(timeline, entries)
    return true
  }

  /** The changes of a timeline, in order; none where there is no timeline. */
  entries(timeline: number): Entry[] {
    if (timeline === 0) return []
    const page = this.#blocks.page(timeline)
    const word = this.#blocks.words(timeline)
    const half = this.#blocks.halves(timeline)
    return Array.from({ length: page.words[word + COUNT]! }, (_, n) => {
      const ref = page.words[word + REFS + n]!
      return { at: timeAt(page, word + LOWS + n, half + HIGHS + n), on: (ref & 1) as 0 | 1, ref: ref >>> 1 }
    })
  }

  get size(): number {
    return this.#blocks.size
  }

  #write(timeline: number, entries: readonly Entry[]): void {
    const page = this.#blocks.page(timeline)
    const word = this.#blocks.words(timeline)
    const half = this.#blocks.halves(timeline)
    entries.forEach(({ at, on, ref }, n) => {
      setTime(page, word + LOWS + n, half + HIGHS + n, at)
      page.words[word + REFS + n] = ref * 2 + on
    })
    page.words[word + COUNT] = entries.length
  }
}
