import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../schemas/time.ts'
import { atOnce } from './at-once.ts'

/** So many are forgotten in one commit: all others wait for it. */
const AT_ONCE = 2_000

/** What an outbox holds that nobody will need any more. */
export class Past {
  readonly #database: DatabaseSync
  readonly #forget

  constructor(database: DatabaseSync) {
    this.#database = database
    const prepare = (sql: string) => database.prepare(sql)
    const over = `SELECT id FROM finding WHERE over = 1 AND version < ?1
      AND NOT EXISTS (SELECT 1 FROM message WHERE message.finding = finding.id) LIMIT ${AT_ONCE}`
    this.#forget = [
      prepare(
        `DELETE FROM message WHERE id IN (SELECT id FROM message WHERE state IN ('sent', 'dead') AND done < ?1 LIMIT ${AT_ONCE})`,
      ),
      // Those that endpoints believe something of first: without their finding nobody would find them.
      prepare(`DELETE FROM told WHERE finding IN (${over})`),
      prepare(`DELETE FROM finding WHERE id IN (${over})`),
      prepare(
        "DELETE FROM alert_group WHERE wake = 0 AND due < ?1 AND NOT EXISTS (SELECT 1 FROM told WHERE group_id = alert_group.id AND open = 1 AND group_id != '')",
      ),
    ]
  }

  /** Forgets some of what was done with before a moment (ms), messages and the findings they were of; returns how much. */
  forget(before: Millis): number {
    return atOnce(this.#database, () =>
      this.#forget.map((some) => Number(some.run(before).changes)).reduce((all, one) => all + one),
    )
  }
}
