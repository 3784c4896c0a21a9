import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Ledger } from '../../alerts/io/ledger.ts'

/** The outbox of a data directory. */
export const outboxOf = (dataDir: string): string => join(dataDir, 'alerts.db')

/** Opens an outbox from beside whoever sends what is in it. */
export function openLedger(path: string): { readonly ledger: Ledger; close(): void } {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA busy_timeout = 5000')
  return { ledger: new Ledger(database), close: () => database.close() }
}
