import { NEVER, type Millis } from '../../schemas/time.ts'

/** Numbers that wait for a moment, the earliest first: a binary heap. */
export class Timers {
  readonly #at: Millis[] = []
  readonly #what: number[] = []

  /** The earliest moment, or NEVER. */
  get next(): Millis {
    return this.#at[0] ?? NEVER
  }

  get count(): number {
    return this.#at.length
  }

  add(at: Millis, what: number): void {
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
