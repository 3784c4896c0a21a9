import { stringsOf, toStrings, type NativeBlock, type NativeColumn } from '../../clickhouse/native/column.ts'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import type { TellerName } from '../../schemas/entities.ts'
import { TOLD_COLUMNS, type Held, type TellBatch } from '../engine/tell-batch.ts'
import { heldIn } from './held.ts'
import { keysAt } from './restore-entities.ts'

const KEY = 'FixedString(16)'

/** What rows tell, as one ClickHouse Native block: columns as the entity's table has them. */
export function encodeTells({ length, keys, tenants, issuers, ids, entity, columns }: TellBatch): Uint8Array {
  return encodeNative(length, [
    { name: 'key', type: KEY, data: bytesOf(keys) },
    { name: 'tenant', type: 'String', data: tenants },
    { name: 'issuer', type: 'String', data: issuers },
    { name: 'id', type: 'String', data: ids },
    ...TOLD_COLUMNS[entity].flatMap(({ name }) => columnsOf(name, columns[name]!)),
  ])
}

function columnsOf(name: string, held: Held): NativeColumn[] {
  switch (held.in) {
    case 'time':
      return [{ name, type: 'Int64', data: held.values }]
    case 'latest':
      return [{ name, type: 'Tuple(Int64, Int64)', data: { elements: [held.said, held.values] } }]
    case 'key':
      return ends(name, KEY, bytesOf(held.least), bytesOf(held.greatest))
    case 'word':
      return ends(name, 'String', held.least, held.greatest)
    case 'small':
      return [{ name, type: 'UInt8', data: held.values }]
  }
}

function ends(name: string, type: string, least: NativeColumn['data'], greatest: NativeColumn['data']): NativeColumn[] {
  return [
    { name: `${name}_min`, type, data: least },
    { name: `${name}_max`, type, data: greatest },
  ]
}

function bytesOf(keys: Uint32Array): Uint8Array {
  return new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength)
}

/**
 * What rows of an entity tell, from a block; of a column that is missing nothing is told. Throws a `RangeError` where it does not say
 * who the rows are, a `TypeError` where a column is of another kind.
 */
export function decodeTells(entity: TellerName, block: NativeBlock): TellBatch {
  const texts = (name: string) => toStrings(stringsOf(block, name))
  return {
    entity,
    length: block.rows,
    keys: keysAt(block, 'key'),
    tenants: texts('tenant'),
    issuers: texts('issuer'),
    ids: texts('id'),
    columns: heldIn(block, TOLD_COLUMNS[entity]),
  }
}
