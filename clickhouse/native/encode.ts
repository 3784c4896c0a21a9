import type { ColumnData, NativeColumn, Numbers, Strings } from './column.ts'
import { ByteSink } from './sink.ts'
import { layoutOf, withoutLowCardinality, type Layout, type NumberKind } from './type.ts'

const width: Readonly<Record<NumberKind, number>> = {
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  time64: 8,
  f64: 8,
}
const highUnit = 2 ** 32

/**
 * One block in ClickHouse's Native format, as HTTP takes it. Throws a `TypeError` when data and type do not fit: a bug of the caller.
 *
 * `type` is what is sent, not what the table has; the server casts one into the other on insert (all seen with 26.7):
 * - `LowCardinality(X)`, wherever it stands in a type, is sent as `X`, and becomes `LowCardinality(X)` again;
 * - an `Enum8` column takes `Enum8(…)`, `Int8` and `UInt8` numbers, and `String` names. **Only names are checked**: a number that is
 *   in no name is stored, and every later read of that row fails with Code 691. Send numbers only if they come from our own table;
 * - a `DateTime64(3)` column takes `DateTime64(3, 'UTC')` as milliseconds. An `Int64` it takes for **seconds**, without an error;
 * - `Nullable(X)` takes `X`, `SimpleAggregateFunction(f, X)` takes `X`, wider integers take narrower ones.
 */
export function encodeNative(rows: number, columns: readonly NativeColumn[]): Uint8Array {
  const sink = new ByteSink()
  sink.varuint(columns.length)
  sink.varuint(rows)
  for (const { name, type, data } of columns) {
    sink.text(name)
    try {
      const sent = sentOf(type)
      sink.text(sent.type)
      write(sink, sent.layout, rows, data)
    } catch (cause) {
      throw new TypeError(`column ${name} ${type}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      })
    }
  }
  return sink.bytes()
}

/** As what the columns of each type are sent. */
const known = new Map<string, { readonly type: string; readonly layout: Layout }>()

function sentOf(type: string): { readonly type: string; readonly layout: Layout } {
  const before = known.get(type)
  if (before !== undefined) return before
  const sent = withoutLowCardinality(type)
  const found = { type: sent, layout: layoutOf(sent) }
  known.set(type, found)
  return found
}

function write(sink: ByteSink, layout: Layout, rows: number, data: ColumnData): void {
  switch (layout.kind) {
    case 'string':
      return isTexts(data) ? writeTexts(sink, rows, data) : writeStrings(sink, rows, stringsFrom(data))
    case 'fixed':
      return writeFixed(sink, layout.bytes * rows, numbersFrom(data))
    case 'list':
      if (!('ends' in data && 'values' in data)) throw new TypeError('wants lists')
      return write(sink, layout.of, writeEnds(sink, rows, data.ends), data.values)
    case 'map':
      return writeMaps(sink, layout, rows, data)
    case 'tuple':
      if (!('elements' in data)) throw new TypeError('wants tuples')
      return layout.elements.forEach((element, n) => write(sink, element, rows, data.elements[n] ?? []))
    case 'nullable':
      if (!('nulls' in data)) throw new TypeError('wants values with nulls')
      writeFixed(sink, rows, data.nulls)
      return write(sink, layout.of, rows, data.values)
    case 'dictionary':
      return write(sink, layout.of, rows, data)
    case 'number':
      return writeNumbers(sink, layout.of, rows, numbersFrom(data))
  }
}

function writeMaps(sink: ByteSink, layout: Layout & { kind: 'map' }, rows: number, data: ColumnData): void {
  if (!('keys' in data && 'ends' in data)) throw new TypeError('wants maps')
  const pairs = writeEnds(sink, rows, data.ends)
  write(sink, layout.key, pairs, data.keys)
  write(sink, layout.value, pairs, data.values)
}

function writeFixed(sink: ByteSink, bytes: number, data: Numbers): void {
  if (data.byteLength !== bytes) throw new RangeError(`has ${data.byteLength} bytes instead of ${bytes}`)
  sink.raw(data)
}

function writeNumbers(sink: ByteSink, kind: NumberKind, rows: number, data: Numbers): void {
  if (data.length !== rows) throw new RangeError(`has ${data.length} values instead of ${rows}`)
  const whole = kind === 'i64' || kind === 'u64' || kind === 'time64'
  if (whole && data instanceof Float64Array) return writeWhole(sink, data)
  if (whole === (data instanceof BigInt64Array || data instanceof BigUint64Array))
    return writeFixed(sink, rows * width[kind], data)
  throw new TypeError(`wants ${kind}, has ${data.constructor.name}`)
}

/** Whole numbers as 64 bits, in two halves: no BigInt is made. */
function writeWhole(sink: ByteSink, data: Float64Array): void {
  const halves = new Uint32Array(data.length * 2)
  for (let n = 0; n < data.length; n++) {
    const value = data[n] ?? 0
    const high = Math.floor(value / highUnit)
    const low = value - high * highUnit
    if (low >>> 0 !== low) throw new RangeError(`has ${value}, which is not a whole number, as value ${n}`)
    halves[2 * n] = low
    halves[2 * n + 1] = high
  }
  sink.raw(halves)
}

/** Writes where each list ends and returns how many values there are in all. */
function writeEnds(sink: ByteSink, rows: number, ends: Uint32Array): number {
  if (ends.length !== rows) throw new RangeError(`has ${ends.length} lists instead of ${rows}`)
  const halves = new Uint32Array(rows * 2)
  for (let n = 0; n < rows; n++) halves[2 * n] = ends[n] ?? 0
  sink.raw(halves)
  return ends[rows - 1] ?? 0
}

function writeStrings(sink: ByteSink, rows: number, { bytes, ends }: Strings): void {
  if (ends.length !== rows) throw new RangeError(`has ${ends.length} texts instead of ${rows}`)
  let from = 0
  for (let n = 0; n < rows; n++) {
    const to = ends[n] ?? 0
    const length = to - from
    if (length > 127) sink.varuint(length)
    const at = sink.reserve(length > 127 ? length : length + 1)
    if (length <= 127) sink.memory[at] = length
    copy(bytes, from, to, sink.memory, length > 127 ? at : at + 1)
    from = to
  }
}

/** For a few bytes a loop is faster than a view and `set`. */
function copy(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): void {
  if (to - from > 48) return target.set(source.subarray(from, to), at)
  for (let n = from; n < to; n++) target[at + n - from] = source[n] ?? 0
}

const isTexts = (data: ColumnData): data is readonly string[] => Array.isArray(data)

function writeTexts(sink: ByteSink, rows: number, texts: readonly string[]): void {
  if (texts.length !== rows) throw new RangeError(`has ${texts.length} texts instead of ${rows}`)
  for (let n = 0; n < rows; n++) sink.text(texts[n] ?? '')
}

function stringsFrom(data: ColumnData): Strings {
  if ('bytes' in data) return data
  throw new TypeError('wants texts')
}

function numbersFrom(data: ColumnData): Numbers {
  if (ArrayBuffer.isView(data)) return data
  throw new TypeError('wants numbers or bytes')
}
