import type { DatabaseSync } from 'node:sqlite'
import type { Alert, Occasion } from '../alert.ts'
import { atOnce } from './at-once.ts'
import type { Millis } from '../../schemas/time.ts'

export const STATES = ['held', 'behind', 'ready', 'with', 'later', 'sent', 'dead'] as const

/** A message as people ask for it. */
export interface Entry {
  readonly id: string
  readonly endpoint: string
  readonly occasion: Occasion
  readonly state: (typeof STATES)[number]
  readonly alert: Alert
  readonly at: Millis
  /** When it is tried again, ms; 0 where it need not wait. */
  readonly due: Millis
  readonly attempts: number
  /** Why it failed last; empty where it did not. */
  readonly problem: string
}

export interface Wanted {
  readonly endpoint?: string | undefined
  readonly state?: (typeof STATES)[number] | undefined
  readonly limit: number
}

/** An endpoint that takes nothing. */
export interface Failing {
  readonly endpoint: string
  /** Since when, ms. */
  readonly since: Millis
  /** Why nothing is sent there any more; empty while it is tried. */
  readonly disabled: string
}

/** Which messages: one, or all that were given up, of an endpoint or of all. */
export type Which = { readonly id: string } | { readonly deadOf: string | null }

/** One that was told with others is sent again with them. */
const LEAD = "(SELECT iif(lead = '', id, lead) FROM message WHERE id = ?1)"
const ONE = `(id = ${LEAD} OR lead = ${LEAD}) AND state IN ('sent', 'dead', 'later')`
const DEAD = "state = 'dead' AND (?1 IS NULL OR endpoint = ?1)"
/** What says that something stands that is over, or as it was before something newer was told; and what ends what was never told. */
const STALE = `CASE WHEN occasion IN ('closed', 'retracted')
  THEN NOT EXISTS (SELECT 1 FROM message AS it WHERE it.finding = message.finding AND it.endpoint = message.endpoint
    AND it.occasion = 'opened' AND it.state = 'sent')
  ELSE EXISTS (SELECT 1 FROM finding WHERE finding.id = message.finding AND over = 1)
    OR EXISTS (SELECT 1 FROM message AS it WHERE it.finding = message.finding AND it.endpoint = message.endpoint
      AND it.id != message.id AND it.state = 'sent' AND it.at > message.at) END`

/** What stands in an outbox, for those who look at it from beside. */
export class Ledger {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Messages, the newest first. */
  list({ endpoint, state, limit }: Wanted): readonly Entry[] {
    return this.#database
      .prepare(
        `SELECT id, endpoint, occasion, state, alert, at, due, attempts, problem FROM message
         WHERE (?1 IS NULL OR endpoint = ?1) AND (?2 IS NULL OR state = ?2) ORDER BY at DESC, id LIMIT ?3`,
      )
      .all(endpoint ?? null, state ?? null, limit)
      .map((row) => ({ ...(row as unknown as Entry), alert: JSON.parse(String(row['alert'])) as Alert }))
  }

  /** How many there are, by endpoint and state. */
  counts(): readonly { readonly endpoint: string; readonly state: string; readonly count: number }[] {
    return this.#database
      .prepare(
        'SELECT endpoint, state, count(*) AS count FROM message GROUP BY endpoint, state ORDER BY endpoint, state',
      )
      .all() as never
  }

  /** Endpoints that take nothing. */
  failing(): readonly Failing[] {
    return this.#database
      .prepare(
        "SELECT name AS endpoint, failing AS since, disabled FROM endpoint WHERE failing > 0 OR disabled != '' ORDER BY name",
      )
      .all() as never
  }

  /**
   * Has messages sent again, with the ids that they had: one by its id, or all that were given up, of an endpoint or of all; but for those that
   * say what is not so any more. Returns how many are, and how many are not.
   */
  redeliver(which: Which): { readonly again: number; readonly stale: number } {
    return atOnce(this.#database, () => {
      const [where, value] = 'id' in which ? [ONE, which.id] : [DEAD, which.deadOf]
      const count = (more: string) =>
        Number(
          this.#database.prepare(`SELECT count(*) AS count FROM message WHERE ${where} ${more}`).get(value)!['count'],
        )
      const stale = count(`AND ${STALE}`)
      const { changes } = this.#database
        .prepare(
          `UPDATE message SET state = iif(lead = '', 'ready', 'with'), due = 0, attempts = 0, done = 0 WHERE ${where} AND NOT ${STALE}`,
        )
        .run(value)
      // Who is told after all that something began believes it again.
      this.#database.exec(
        `UPDATE told SET open = 1 WHERE open = 0 AND (finding, endpoint) IN (
           SELECT finding, endpoint FROM message WHERE state IN ('ready', 'with') AND occasion = 'opened')
           AND finding IN (SELECT id FROM finding WHERE over = 0)`,
      )
      // In the order in which they were made.
      this.#database.exec(
        `UPDATE message SET state = 'behind' WHERE state = 'ready' AND after != ''
           AND EXISTS (SELECT 1 FROM message AS it WHERE it.id = message.after AND it.state IN ('ready', 'later', 'behind'))`,
      )
      return { again: Number(changes), stale }
    })
  }

  /** Lets an endpoint be sent to again; says whether it was not. */
  enable(endpoint: string): boolean {
    const { changes } = this.#database
      .prepare("UPDATE endpoint SET disabled = '', failing = 0 WHERE name = ? AND disabled != ''")
      .run(endpoint)
    return Number(changes) > 0
  }

  /** A number that is another one whenever somebody else has written (SQLite: data_version). */
  get written(): number {
    return Number(this.#database.prepare('PRAGMA data_version').get()?.['data_version'])
  }
}
