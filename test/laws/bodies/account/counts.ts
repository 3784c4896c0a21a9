/** What became of records; what was answered of the rejected ones; and which events there must be. */
export interface Counts {
  accepted: number
  ignored: number
  rejected: number
}

/** Nothing counted yet. */
export const none = (): Counts => ({ accepted: 0, ignored: 0, rejected: 0 })

/** Counts more. */
export function add(to: Counts, more: Partial<Counts>): void {
  to.accepted += more.accepted ?? 0
  to.ignored += more.ignored ?? 0
  to.rejected += more.rejected ?? 0
}

/** What a source has sent so far, by what it is: known to the test alone, which made it. */
export class Ledger {
  readonly counts = none()
  /** What there is to warn of. */
  warnings = 0
  /** By what makes events the same. */
  readonly events = new Set<string>()
  /** Numbers of units that may come again, by how they were sent. */
  readonly sent = { traces: [] as number[], logs: [] as number[], file: [] as number[] }
  #units = 0

  next(): number {
    return this.#units++
  }
}
