import {
  columnOf,
  numbersOf,
  stringsOf,
  toStrings,
  type NativeBlock,
  type NativeColumn,
  type Tuples,
} from '../../clickhouse/native/column.ts'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import type { TellerName } from '../../schemas/entities.ts'
import { TOLD_COLUMNS, type Held, type TellBatch, type ToldColumn } from '../engine/tell-batch.ts'
import { keysOf } from './restore-entities.ts'

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
 * What rows of an entity tell, from a block. Throws a `RangeError` where a column is missing, a `TypeError` where one is of another kind.
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

/** Columns of a block as rows hold them. */
export function heldIn(block: NativeBlock, columns: readonly ToldColumn[]): Readonly<Record<string, Held>> {
  return Object.fromEntries(columns.map((told) => [told.name, heldOf(block, told)]))
}

function heldOf(block: NativeBlock, { name, column, cell }: ToldColumn): Held {
  switch (cell.in) {
    case 'time':
      return { in: 'time', values: numbersOf(block, name) as Float64Array }
    case 'latest': {
      const [said, values] = (columnOf(block, name) as Tuples).elements as [Float64Array, Float64Array]
      return { in: 'latest', said, values }
    }
    case 'flat': {
      const [min, max] = [`${name}_min`, `${name}_max`]
      if (column.value === 'key') return { in: 'key', least: keysAt(block, min), greatest: keysAt(block, max) }
      return { in: 'word', least: toStrings(stringsOf(block, min)), greatest: toStrings(stringsOf(block, max)) }
    }
    case 'rank':
    case 'flag':
      return { in: 'small', values: numbersOf(block, name) as Uint8Array }
    case 'timeline':
      throw new TypeError('timelines are not told: everybody has them')
  }
}

function keysAt(block: NativeBlock, name: string): Uint32Array {
  return keysOf(numbersOf(block, name) as Uint8Array)
}
