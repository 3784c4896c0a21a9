import { NEVER, type Millis } from '../../schemas/time.ts'

/** Says whether anything still waits for a moment: a verdict that moved has left its earlier timer behind. */
export type IsAwaited = (at: Millis, what: number) => boolean

/** So many are held whatever they wait for, lest few are sorted often. */
export const FEWEST_TIMERS = 1_024
/** Of one timer: its moment and its number, and what lists keep ready to grow. */
export const TIMER_BYTES = 24

/** Numbers that wait for a moment, the earliest first: a binary heap, of which at most half is no longer awaited, once it is large. */
export class Timers {
  readonly #isAwaited: IsAwaited
  readonly #at: Millis[] = []
  readonly #what: number[] = []
  #most = FEWEST_TIMERS

  constructor(isAwaited: IsAwaited) {
    this.#isAwaited = isAwaited
  }

  /** The earliest moment, or NEVER. */
  get next(): Millis {
    return this.#at[0] ?? NEVER
  }

  get count(): number {
    return this.#at.length
  }

  get size(): number {
    return this.#at.length * TIMER_BYTES
  }

  add(at: Millis, what: number): void {
    if (this.#at.length >= this.#most) this.#prune()
    let place = this.#at.length
    this.#at.push(at)
    this.#what.push(what)
    for (let above; place > 0 && this.#at[(above = (place - 1) >> 1)]! > at; place = above) this.#swap(place, above)
  }

  /** Takes the earliest out, if its moment is past (strictly, as a verdict is visible strictly after it appears). */
  takeBefore(now: Millis): number | undefined {
    if (!(this.next < now)) return undefined
    const what = this.#what[0]!
    this.#swap(0, this.#at.length - 1)
    this.#at.pop()
    this.#what.pop()
    this.#sink()
    return what
  }

  /** Lets go of what nobody waits for, and of what waits twice. What is sorted is a heap. */
  #prune(): void {
    const places = [...this.#at.keys()].filter((place) => this.#isAwaited(this.#at[place]!, this.#what[place]!))
    const kept = places.map((place) => [this.#at[place]!, this.#what[place]!] as const)
    kept.sort(([at, what], [otherAt, otherWhat]) => at - otherAt || what - otherWhat)
    this.#at.length = 0
    this.#what.length = 0
    for (const [at, what] of kept) {
      if (this.#at.at(-1) === at && this.#what.at(-1) === what) continue
      this.#at.push(at)
      this.#what.push(what)
    }
    this.#most = Math.max(FEWEST_TIMERS, this.#at.length * 2)
  }

  #sink(): void {
    const { length } = this.#at
    for (let place = 0, below; (below = place * 2 + 1) < length; place = below) {
      if (below + 1 < length && this.#at[below + 1]! < this.#at[below]!) below++
      if (this.#at[place]! <= this.#at[below]!) return
      this.#swap(place, below)
    }
  }

  #swap(one: number, other: number): void {
    const at = this.#at[one]!
    const what = this.#what[one]!
    this.#at[one] = this.#at[other]!
    this.#what[one] = this.#what[other]!
    this.#at[other] = at
    this.#what[other] = what
  }
}
