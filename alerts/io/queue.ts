import type { DatabaseSync } from 'node:sqlite'
import { NEVER, type Millis } from '../../schemas/time.ts'
import type { Alert, Occasion } from '../alert.ts'
import type { Message, Settled, Standing } from '../message.ts'

/** What waits to be sent, and what became of it. */
export class Queue {
  readonly #database: DatabaseSync
  readonly #ready
  readonly #wake
  readonly #settle

  constructor(database: DatabaseSync) {
    this.#database = database
    const prepare = (sql: string) => database.prepare(sql)
    this.#ready = prepare(
      "SELECT id, occasion, alert, at, attempts FROM message WHERE endpoint = ? AND state = 'ready' ORDER BY urgency DESC, at LIMIT ?",
    )
    this.#wake = prepare("UPDATE message SET state = 'ready' WHERE state IN ('later', 'held') AND due <= ?")
    this.#settle = prepare(
      'UPDATE message SET state = ?, due = ?, problem = ?, done = ?, attempts = attempts + 1 WHERE id = ?',
    )
  }

  /** The most urgent that can be sent to an endpoint now, but for those that are being sent. */
  next(endpoint: string, limit: number, sending: ReadonlySet<string>): readonly Message[] {
    return this.#ready
      .all(endpoint, limit + sending.size)
      .map((row) => messageOf(endpoint, row))
      .filter(({ id }) => !sending.has(id))
      .slice(0, limit)
  }

  /** Lets those be sent whose moment has come; says whether there were any. */
  wake(now: Millis): boolean {
    return Number(this.#wake.run(now).changes) > 0
  }

  /** When the next one can be sent that must wait, ms; NEVER where none waits. */
  get nextDue(): Millis {
    const row = this.#database.prepare("SELECT min(due) AS due FROM message WHERE state IN ('later', 'held')").get()
    return typeof row?.['due'] === 'number' ? row['due'] : NEVER
  }

  /** Writes down what became of messages. */
  settle(settled: readonly Settled[], now: Millis): void {
    this.#database.exec('BEGIN IMMEDIATE')
    for (const one of settled) {
      const due = one.state === 'later' ? one.due : 0
      const problem = one.state === 'sent' ? '' : one.problem
      this.#settle.run(one.state, due, problem, one.state === 'later' ? 0 : now, one.id)
    }
    this.#database.exec('COMMIT')
  }

  /** How an endpoint does. */
  standing(endpoint: string): Standing {
    const row = this.#database.prepare('SELECT failing, disabled FROM endpoint WHERE name = ?').get(endpoint)
    return { failing: Number(row?.['failing'] ?? 0), disabled: String(row?.['disabled'] ?? '') }
  }

  stands(endpoint: string, { failing, disabled }: Standing): void {
    this.#database.prepare('INSERT OR REPLACE INTO endpoint VALUES (?, ?, ?)').run(endpoint, failing, disabled)
  }

  /** Forgets what was done with before a moment; returns how much. */
  forget(before: Millis): number {
    const { changes } = this.#database
      .prepare("DELETE FROM message WHERE state IN ('sent', 'dead') AND done < ?")
      .run(before)
    return Number(changes)
  }
}

function messageOf(endpoint: string, row: Readonly<Record<string, unknown>>): Message {
  return {
    id: String(row['id']),
    endpoint,
    occasion: String(row['occasion']) as Occasion,
    alert: JSON.parse(String(row['alert'])) as Alert,
    at: Number(row['at']),
    attempts: Number(row['attempts']),
  }
}
