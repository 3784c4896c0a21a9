import type { AccountLine } from '../../log/account.ts'

/** What the records of one source came to. */
export interface Came {
  accepted: number
  ignored: number
  rejected: number
}

/** So many sources are told apart: whoever may name one can't make metrics grow without end. */
const MOST_SOURCES = 100
const OTHERS = 'other'

/** Counts records by source and outcome, once what they came to is durable. */
export class Records {
  readonly bySource = new Map<string, Came>()

  add(lines: readonly AccountLine[]): void {
    for (const { source, outcome, records } of lines) if (outcome !== 'warning') this.#of(source)[outcome] += records
  }

  #of(source: string): Came {
    const known = this.bySource.get(source)
    if (known !== undefined) return known
    if (this.bySource.size >= MOST_SOURCES && source !== OTHERS) return this.#of(OTHERS)
    const came = { accepted: 0, ignored: 0, rejected: 0 }
    this.bySource.set(source, came)
    return came
  }
}
