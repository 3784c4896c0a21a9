import type { DatabaseSync } from 'node:sqlite'
import { HOUR, type Millis } from '../../schemas/time.ts'
import type { Message } from '../message.ts'

/** What was done where somebody might have been asked to revoke a credential. */
export type Done = 'dry run' | 'asking' | 'asked' | 'failed' | 'too many' | 'over'

/** One line of what was done by itself, for those who answer for it. */
export interface Response {
  readonly at: Millis
  readonly endpoint: string
  readonly message: string
  readonly finding: string
  readonly rule: string
  readonly tenant: string
  readonly issuer: string
  readonly credential: string
  readonly done: Done
  /** What the service answered, or why nothing was asked of it; may be empty. */
  readonly detail: string
}

const TABLE = `
CREATE TABLE IF NOT EXISTS response (
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, endpoint TEXT NOT NULL, message TEXT NOT NULL, finding TEXT NOT NULL, rule TEXT NOT NULL,
  tenant TEXT NOT NULL, issuer TEXT NOT NULL, credential TEXT NOT NULL, done TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS response_asked ON response (endpoint, at) WHERE done IN ('asking', 'asked', 'failed');
`

/** All that was done by itself: written down before it is done, and kept. */
export class Responses {
  readonly #add
  readonly #end
  readonly #asked
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    database.exec(TABLE)
    this.#database = database
    this.#add = database.prepare(
      'INSERT INTO response (at, endpoint, message, finding, rule, tenant, issuer, credential, done, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#end = database.prepare('UPDATE response SET done = ?, detail = ? WHERE number = ?')
    this.#asked = database.prepare(
      "SELECT count(DISTINCT message) AS count FROM response WHERE endpoint = ? AND at > ? AND message != ? AND done IN ('asking', 'asked', 'failed')",
    )
  }

  /** Writes down what is done; returns its number. */
  add({ id, endpoint, alert }: Message, done: Done, detail: string, now: Millis): number {
    const { id: finding, rule, tenant, issuer, subject } = alert
    const { lastInsertRowid } = this.#add.run(now, endpoint, id, finding, rule, tenant, issuer, subject, done, detail)
    return Number(lastInsertRowid)
  }

  /** Writes down what became of it. */
  end(number: number, done: Done, detail: string): void {
    this.#end.run(done, detail, number)
  }

  /** For how many other messages an endpoint was asked within the last hour. */
  askedFor({ id, endpoint }: Message, now: Millis): number {
    return Number(this.#asked.get(endpoint, now - HOUR, id)?.['count'])
  }

  /** The newest. */
  list(limit: number): readonly Response[] {
    const all = 'SELECT at, endpoint, message, finding, rule, tenant, issuer, credential, done, detail FROM response'
    return this.#database.prepare(`${all} ORDER BY number DESC LIMIT ?`).all(limit) as unknown as readonly Response[]
  }
}
