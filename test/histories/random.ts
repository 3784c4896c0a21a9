/** Draws that a seed decides: the same seed, the same draws. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0
  }

  /** A fraction of [0, 1): mulberry32. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  pick<T>(from: readonly T[]): T {
    return from[this.between(0, from.length - 1)]!
  }

  /** One of them, or more often nothing. */
  maybe<T>(probability: number, ...from: readonly T[]): T | undefined {
    return this.chance(probability) ? this.pick(from) : undefined
  }

  /** One of them, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.fraction() * from.reduce((sum, [weight]) => sum + weight, 0)
    return (from.find(([weight]) => (left -= weight) < 0) ?? from.at(-1)!)[1]
  }

  shuffled<T>(from: readonly T[]): T[] {
    const all = [...from]
    for (let place = all.length - 1; place > 0; place--) {
      const other = this.between(0, place)
      ;[all[place], all[other]] = [all[other]!, all[place]!]
    }
    return all
  }

  /** So many different ones, in any order. */
  sample<T>(from: readonly T[], count: number): T[] {
    return this.shuffled(from).slice(0, count)
  }

  /** The same ones in the same order, cut into parts; a part may be empty. */
  parts<T>(from: readonly T[], count: number): T[][] {
    const cuts = Array.from({ length: count - 1 }, () => this.between(0, from.length)).sort((one, other) => one - other)
    return [0, ...cuts].map((cut, n) => from.slice(cut, cuts[n] ?? from.length))
  }
}
