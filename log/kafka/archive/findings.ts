import type { KafkaMessage } from 'kafkajs'
import type { NativeColumn } from '../../../clickhouse/native/column.ts'
import { encodeNative } from '../../../clickhouse/native/encode.ts'
import { FINDING_COLUMNS, KEY_HEADER } from '../../../schemas/ddl/findings-log.ts'
import { slotOf } from '../../../schemas/keys.ts'
import type { Insert } from './insert.ts'

const KEY_BYTES = 16
type Written = Readonly<Record<string, unknown>>

/** A record of the topic of findings as a row of the table; null where it is none. */
export function archivedFinding({ headers, value }: KafkaMessage): Insert | null {
  const key = Buffer.from(String(headers?.[KEY_HEADER] ?? ''), 'hex')
  const record = value === null ? null : parsed(value)
  if (key.length !== KEY_BYTES || record === null) return null
  const columns: NativeColumn[] = [
    ...FINDING_COLUMNS.map((column) => columnOf(column, record)),
    { name: 'slot', type: 'UInt16', data: Uint16Array.of(slotOf(key.readUInt32LE(0))) },
    { name: 'subject_key', type: 'FixedString(16)', data: key },
  ]
  return { table: 'lifespan.findings', columns: columns.map(({ name }) => name), block: encodeNative(1, columns) }
}

/** What is missing, for an older one wrote it, is nothing. */
function columnOf(column: string, record: Written): NativeColumn {
  const [name, type] = column.split(' ') as [string, string]
  const value = record[name]
  if (type === 'String') return { name, type, data: [typeof value === 'string' ? value : ''] }
  const number = typeof value === 'number' ? value : 0
  if (type === 'UInt8') return { name, type, data: Uint8Array.of(number) }
  return { name, type, data: type === 'UInt16' ? Uint16Array.of(number) : Float64Array.of(number) }
}

function parsed(value: Uint8Array): Written | null {
  try {
    const record: unknown = JSON.parse(Buffer.from(value).toString())
    return record !== null && typeof record === 'object' ? (record as Written) : null
  } catch {
    return null
  }
}
