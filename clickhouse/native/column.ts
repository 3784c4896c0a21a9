import { BYTES_A_UNIT, writeUtf8 } from '../../schemas/utf8.ts'

/** Texts packed one after the other: the n-th ends before `bytes[ends[n]]`, in UTF-8. */
export interface Strings {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** Texts of few values: each of them once, and which one every row has. */
export interface Words {
  readonly keys: Strings
  readonly numbers: Uint8Array | Uint16Array | Uint32Array
}

/** Lists packed one after the other: the n-th ends before the `ends[n]`-th of `values`. */
export interface Lists {
  readonly ends: Uint32Array
  readonly values: ColumnData
}

/** Maps packed one after the other, as {@link Lists} of keys and of values. */
export interface Maps {
  readonly ends: Uint32Array
  readonly keys: ColumnData
  readonly values: ColumnData
}

/** One column an element. */
export interface Tuples {
  readonly elements: readonly ColumnData[]
}

/** `nulls[n]` is 1 where the n-th is NULL; `values` has some value there too. */
export interface Nullables {
  readonly nulls: Uint8Array
  readonly values: ColumnData
}

/** Numbers, and packed bytes (`FixedString(16)`, `UUID`, `IPv6`: 16 a row). */
export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array

/**
 * The values of a column. Read, `Int64` and a `DateTime64` of up to 6 digits are a `Float64Array` of whole numbers, `DateTime64(9)` a
 * `BigInt64Array`, `UInt64` a `BigUint64Array`; written, all four may be either.
 */
export type ColumnData = Numbers | Strings | readonly string[] | Words | Lists | Maps | Tuples | Nullables

/** A column with its ClickHouse type, e.g. `Array(String)`. */
export interface NativeColumn {
  readonly name: string
  readonly type: string
  readonly data: ColumnData
}

/** Rows as columns, the unit in which ClickHouse sends and stores. */
export interface NativeBlock {
  readonly rows: number
  readonly columns: readonly NativeColumn[]
}

/** The data of a column. Throws a `RangeError` that names the columns there are. */
export function columnOf(block: NativeBlock, name: string): ColumnData {
  const column = block.columns.find((candidate) => candidate.name === name)
  if (column !== undefined) return column.data
  throw new RangeError(`no column ${name} in this block, but ${block.columns.map((one) => one.name).join(', ')}`)
}

/** The numbers or packed bytes of a column. Throws a `TypeError` for a column of another kind. */
export function numbersOf(block: NativeBlock, name: string): Numbers {
  const data = columnOf(block, name)
  if (ArrayBuffer.isView(data)) return data
  throw new TypeError(`column ${name} holds no numbers`)
}

/** The texts of a column, those of a `LowCardinality` spelled out. Throws a `TypeError` for a column of another kind. */
export function stringsOf(block: NativeBlock, name: string): Strings {
  const data = columnOf(block, name)
  if ('bytes' in data) return data
  if ('numbers' in data) return spellOut(data)
  throw new TypeError(`column ${name} holds no texts`)
}

/** The texts of a `LowCardinality` column. Throws a `TypeError` for a column of another kind. */
export function wordsOf(block: NativeBlock, name: string): Words {
  const data = columnOf(block, name)
  if ('numbers' in data) return data
  throw new TypeError(`column ${name} holds no words`)
}

/** Every row's text, one after the other. */
export function spellOut({ keys, numbers }: Words): Strings {
  const ends = new Uint32Array(numbers.length)
  let end = 0
  for (let n = 0; n < ends.length; n++) ends[n] = end += (keys.ends[numbers[n]!] ?? 0) - startOf(keys, numbers[n]!)
  const bytes = new Uint8Array(end)
  for (let n = 0; n < ends.length; n++) {
    const word = keys.bytes.subarray(startOf(keys, numbers[n]!), keys.ends[numbers[n]!])
    bytes.set(word, ends[n]! - word.length)
  }
  return { bytes, ends }
}

function startOf({ ends }: Strings, n: number): number {
  return n === 0 ? 0 : (ends[n - 1] ?? 0)
}

/** The n-th text. */
export function stringAt({ bytes, ends }: Strings, n: number): string {
  return decoder.decode(bytes.subarray(n === 0 ? 0 : ends[n - 1], ends[n]))
}

/** All texts, when there are few. */
export function toStrings(strings: Strings): string[] {
  return Array.from(strings.ends, (_, n) => stringAt(strings, n))
}

/** Texts packed as ClickHouse wants them. */
export function packStrings(texts: readonly string[]): Strings {
  const ends = new Uint32Array(texts.length)
  let bytes = new Uint8Array(texts.length * 32)
  let end = 0
  for (let n = 0; n < texts.length; n++) {
    const text = texts[n] ?? ''
    if (end + text.length * BYTES_A_UNIT > bytes.length) bytes = enlarged(bytes, end + text.length * BYTES_A_UNIT)
    end = writeUtf8(text, bytes, end)
    ends[n] = end
  }
  return { bytes: bytes.subarray(0, end), ends }
}

function enlarged(bytes: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(bytes.length * 2, least))
  larger.set(bytes)
  return larger
}

const decoder = new TextDecoder()
