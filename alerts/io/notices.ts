import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../schemas/time.ts'
import type { Alert, Occasion } from '../alert.ts'
import { atOnce } from './at-once.ts'

/** A message that a receiver has. */
export interface Notice {
  readonly id: string
  readonly endpoint: string
  readonly occasion: Occasion
  readonly alert: Alert
  /** When it said so first, ms. */
  readonly at: Millis
}

/** What was sent and is not noted elsewhere yet. The outbox itself writes it down in the commit by which a message is sent, and once a message. */
export class Notices {
  readonly #database: DatabaseSync
  readonly #next
  readonly #noted

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#next = database.prepare(
      `SELECT id, endpoint, occasion, alert, notice.at AS at FROM notice JOIN message ON message.id = notice.message
       WHERE noted = 0 ORDER BY notice.at LIMIT ?`,
    )
    this.#noted = database.prepare('UPDATE notice SET noted = 1 WHERE message = ?')
  }

  /** The oldest of them. */
  next(limit: number): readonly Notice[] {
    return this.#next
      .all(limit)
      .map((row) => ({ ...(row as unknown as Notice), alert: JSON.parse(String(row['alert'])) as Alert }))
  }

  /** They are noted, for good. */
  noted(notices: readonly Notice[]): void {
    atOnce(this.#database, () => {
      for (const { id } of notices) this.#noted.run(id)
    })
  }
}
