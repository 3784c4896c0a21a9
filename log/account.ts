/** What records came to; a warning counts beside them. */
export type AccountOutcome = 'accepted' | 'ignored' | 'rejected' | 'warning'

export interface AccountLine {
  readonly source: string
  readonly outcome: AccountOutcome
  readonly reason: string
  records: number
}

/** Counts what records came to, per source and reason: received = accepted + ignored + rejected. */
export class Account {
  readonly #lines = new Map<string, AccountLine>()

  add(source: string, outcome: AccountOutcome, reason: string, records = 1): void {
    const key = [source, outcome, reason].join('\0')
    const line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, { source, outcome, reason, records })
    else line.records += records
  }

  addAll(lines: readonly AccountLine[]): void {
    for (const { source, outcome, reason, records } of lines) this.add(source, outcome, reason, records)
  }

  get lines(): readonly AccountLine[] {
    return [...this.#lines.values()]
  }

  /** Records of an outcome, or all that were received. */
  count(outcome?: AccountOutcome): number {
    const counted = this.lines.filter((line) =>
      outcome === undefined ? line.outcome !== 'warning' : line.outcome === outcome,
    )
    return counted.reduce((records, line) => records + line.records, 0)
  }
}
