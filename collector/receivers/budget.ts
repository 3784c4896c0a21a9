const IN_FLIGHT_BYTES = 67_108_864

/** How many bytes of requests may be held at one time, over all connections and receivers that share it (faults: F22, a budget of what is decompressed). */
export class Budget {
  readonly limit: number
  #held = 0

  constructor(limit = IN_FLIGHT_BYTES) {
    this.limit = limit
  }

  get held(): number {
    return this.#held
  }

  /** Begins with nothing held. */
  open(): Holding {
    return new Holding(this)
  }

  /** Whether so many bytes more may be held; if so they are. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.limit) return false
    this.#held += bytes
    return true
  }

  give(bytes: number): void {
    this.#held -= bytes
  }
}

/** What one request holds of the budget. */
export class Holding {
  readonly #budget: Budget
  #bytes = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  take(bytes: number): boolean {
    if (!this.#budget.take(bytes)) return false
    this.#bytes += bytes
    return true
  }

  /** Gives all of it back; a second time does nothing. */
  close(): void {
    this.#budget.give(this.#bytes)
    this.#bytes = 0
  }
}
