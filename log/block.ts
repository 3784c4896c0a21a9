import type { NativeColumn } from '../clickhouse/native/column.ts'
import { encodeNative } from '../clickhouse/native/encode.ts'
import type { EventBatch } from '../schemas/batch.ts'
import { STORAGE_TYPES } from '../schemas/ddl/sql.ts'
import { EVENT_COLUMNS, type EventColumnName, type Storage } from '../schemas/events.ts'
import { KEY_WORDS } from '../schemas/keys.ts'

const NAMES = Object.keys(EVENT_COLUMNS) as EventColumnName[]

/** The columns of a block of events, in the table's order. */
export const BLOCK_COLUMNS: readonly string[] = NAMES

/** Codes come from our own list, so the numbers are sent; ClickHouse makes the enumeration of them. */
const SENT_AS: Readonly<Partial<Record<Storage, string>>> = { type: 'UInt8', outcome: 'UInt8' }

/** A batch as one ClickHouse Native block. */
export function encodeBatch(batch: EventBatch): Uint8Array {
  const columns = NAMES.map((name): NativeColumn => {
    const { storage } = EVENT_COLUMNS[name]
    return { name, type: SENT_AS[storage] ?? STORAGE_TYPES[storage], data: sentData(batch, name, storage) }
  })
  return encodeNative(batch.length, columns)
}

function sentData(batch: EventBatch, name: EventColumnName, storage: Storage): NativeColumn['data'] {
  const data = batch.columns[name]
  if (storage === 'map') return mapData(data as readonly Readonly<Record<string, string>>[], batch.length)
  if (Array.isArray(data)) return data as readonly string[]
  const rows = (data as Uint32Array).subarray(0, storage === 'key' ? batch.length * KEY_WORDS : batch.length)
  return storage === 'key' ? new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength) : rows
}

function mapData(maps: readonly Readonly<Record<string, string>>[], rows: number): NativeColumn['data'] {
  const ends = new Uint32Array(rows)
  const keys: string[] = []
  const values: string[] = []
  for (let row = 0; row < rows; row++) {
    for (const [key, value] of Object.entries(maps[row]!)) {
      keys.push(key)
      values.push(value)
    }
    ends[row] = keys.length
  }
  return { ends, keys, values }
}
