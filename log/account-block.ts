import { createHash } from 'node:crypto'
import { encodeNative } from '../clickhouse/native/encode.ts'
import type { AccountLine } from './account.ts'

export const ACCOUNT_COLUMNS = ['source', 'outcome', 'reason', 'batch', 'received_at', 'records']

/** The lines of a batch as one ClickHouse Native block. A batch counts once, however often it is sent: its lines have the batch in their key. */
export function encodeAccount(lines: readonly AccountLine[], mark: number): Uint8Array {
  const batch = createHash('sha256').update(`${mark}`).digest('hex').slice(0, 32)
  return encodeNative(lines.length, [
    { name: 'source', type: 'String', data: lines.map(({ source }) => source) },
    { name: 'outcome', type: 'String', data: lines.map(({ outcome }) => outcome) },
    { name: 'reason', type: 'String', data: lines.map(({ reason }) => reason) },
    { name: 'batch', type: 'String', data: lines.map(() => batch) },
    { name: 'received_at', type: "DateTime64(3, 'UTC')", data: Float64Array.from(lines, () => mark) },
    { name: 'records', type: 'UInt64', data: Float64Array.from(lines, ({ records }) => records) },
  ])
}
