import type { KafkaMessage } from 'kafkajs'
import type { NativeBlock } from '../../../clickhouse/native/column.ts'
import { decodeBlock } from '../../../clickhouse/native/decode.ts'
import { encodeNative } from '../../../clickhouse/native/encode.ts'
import { LOG, nameOf, recordColumns } from '../../../schemas/ddl/log.ts'
import { STORAGE_TYPES } from '../../../schemas/ddl/sql.ts'
import { rowsOf, type Rows } from '../record.ts'
import type { Insert } from './insert.ts'

const KNOWN = new Set(recordColumns().map(nameOf))
const PLACE = ['rows', 'partition', 'offset', 'written']

/**
 * A record of the log as it goes into ClickHouse: its block as it is, and behind it what its rows are and where they stood. Null where it
 * is a tombstone, which ClickHouse's own reading passes over, too.
 */
export async function archivedEvents(
  keyId: string,
  partition: number,
  { headers, value, offset, timestamp }: KafkaMessage,
): Promise<Insert | null> {
  if (value === null) return null
  const [rows, block] = [rowsOf(headers, keyId), await readable(value)]
  const at = { partition, offset: Number(offset), written: Number(timestamp) }
  if (rows === null || block === null) return placeOf(at, '', 1)
  const { columns, block: place } = placeOf(at, rows, block.rows)
  const names = block.columns.map(({ name }) => name).filter((name) => KNOWN.has(name))
  return { table: LOG, columns: [...names, ...columns], block: withMore(value, block, place, columns.length) }
}

/** Null where it is no block. */
function readable(value: Uint8Array): Promise<NativeBlock | null> {
  return decodeBlock(value).catch(() => null)
}

/** Where a record stands, and when it was written, ms. */
interface Place {
  readonly partition: number
  readonly offset: number
  readonly written: number
}

/** Where rows stood; of a record that is none of ours that is all there is. */
function placeOf({ partition, offset, written }: Place, rows: Rows | '', count: number): Insert {
  const block = encodeNative(count, [
    { name: 'rows', type: 'String', data: Array<string>(count).fill(rows) },
    { name: 'partition', type: 'UInt16', data: new Uint16Array(count).fill(partition) },
    { name: 'offset', type: 'UInt64', data: new Float64Array(count).fill(offset) },
    { name: 'written', type: STORAGE_TYPES.time, data: new Float64Array(count).fill(written) },
  ])
  return { table: LOG, columns: PLACE, block }
}

/** A block with the columns of another one of as many rows behind its own: both begin with how many columns and rows they have. */
function withMore(bytes: Uint8Array, { columns, rows }: NativeBlock, more: Uint8Array, count: number): Uint8Array {
  const head = [...varuint(columns.length + count), ...varuint(rows)]
  const own = bytes.subarray(varuint(columns.length).length + varuint(rows).length)
  return Buffer.concat([Uint8Array.from(head), own, more.subarray(varuint(count).length + varuint(rows).length)])
}

function varuint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varuint(Math.floor(value / 128))]
}
