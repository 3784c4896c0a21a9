/** Bounds of lengths of time, s: from what memory does to what a client does not wait for. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const

/** How many lengths of time there were, by how long they were, and what they come to. */
export class Distribution {
  readonly #counts = new Float64Array(SECONDS.length + 1)
  #sum = 0

  observe(seconds: number): void {
    let bucket = 0
    while (bucket < SECONDS.length && seconds > SECONDS[bucket]!) bucket++
    this.#counts[bucket]! += 1
    this.#sum += seconds
  }

  get sum(): number {
    return this.#sum
  }

  /** By bound, how many were not longer; the last bound is infinite. */
  get cumulative(): readonly (readonly [bound: number, count: number])[] {
    let count = 0
    return [...SECONDS, Infinity].map((bound, bucket) => [bound, (count += this.#counts[bucket]!)])
  }
}
