import type { IHeaders } from 'kafkajs'

/** What the rows of a record are: facts, as events or as mentions, or what rows of an entity tell. */
export const ROWS = ['event', 'mention', 'workload', 'credential'] as const
export type Rows = (typeof ROWS)[number]

/** The form of a record's value; a later one has another number. */
const FORMAT = '1'

/** A record of the log: a block in ClickHouse's Native format, and what its rows are. */
export interface LogRecord {
  readonly rows: Rows
  readonly block: Uint8Array
}

/** What a record's headers say. `keyId`: under which key its ids became keys ({@link Keyring}). */
export function headersOf(rows: Rows, count: number, keyId: string): IHeaders {
  return { format: FORMAT, rows, count: String(count), under: keyId }
}

/** What the rows of a record are, by its headers; null where they are no record of ours, of a form that is not known, or under another key. */
export function rowsOf(headers: IHeaders | undefined, keyId: string): Rows | null {
  const text = (name: string) => String(headers?.[name] ?? '')
  if (text('format') !== FORMAT || text('under') !== keyId) return null
  return ROWS.find((rows) => rows === text('rows')) ?? null
}
