import { Fault } from '../fault.ts'
import type { ColumnData, Lists, NativeBlock, NativeColumn, Numbers } from './column.ts'
import { readDictionary, readVersions, readWords } from './dictionary.ts'
import { ByteSource } from './source.ts'
import { readStrings } from './strings.ts'
import { layoutOf, type Layout, type NumberKind } from './type.ts'

const highUnit = 2 ** 32

/**
 * Decodes an answer in ClickHouse's Native format, as HTTP gives it, block by block. Empty blocks are left out. Throws the fault
 * `CLICKHOUSE_MALFORMED` for types that Lifespan does not use, `Truncated` for an answer that ends in the middle of a block.
 */
export async function* decodeNative(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<NativeBlock> {
  const source = new ByteSource(chunks)
  while (await source.more()) {
    const block = await readBlock(source)
    if (block.rows > 0) yield block
  }
}

/** The only block of some bytes, be it empty. Throws as {@link decodeNative} does. */
export function decodeBlock(bytes: Uint8Array): Promise<NativeBlock> {
  const chunks = async function* () {
    yield bytes
  }
  return readBlock(new ByteSource(chunks()))
}

async function readBlock(source: ByteSource): Promise<NativeBlock> {
  const count = await source.varuint()
  const rows = await source.varuint()
  const columns: NativeColumn[] = []
  while (columns.length < count) columns.push(await readColumn(source, rows))
  return { rows, columns }
}

async function readColumn(source: ByteSource, rows: number): Promise<NativeColumn> {
  const name = await source.text()
  const type = await source.text()
  try {
    const layout = layoutOf(type)
    if (rows > 0) await readVersions(source, layout)
    const isWords = layout.kind === 'dictionary' && layout.of.kind === 'string'
    return { name, type, data: await (isWords ? readWords(source, layout.of, rows) : read(source, layout, rows)) }
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause
    throw new Fault('CLICKHOUSE_MALFORMED', `column ${name} ${type} of an answer: ${cause.message}`, { cause })
  }
}

async function read(source: ByteSource, layout: Layout, rows: number): Promise<ColumnData> {
  switch (layout.kind) {
    case 'string':
      return readStrings(source, rows)
    case 'fixed':
      return filled(source, new Uint8Array(rows * layout.bytes))
    case 'list':
      return readLists(source, layout.of, rows)
    case 'map':
      return readMaps(source, layout, rows)
    case 'tuple':
      return { elements: await readElements(source, layout.elements, rows) }
    case 'nullable':
      return { nulls: await filled(source, new Uint8Array(rows)), values: await read(source, layout.of, rows) }
    case 'dictionary':
      return readDictionary(source, layout.of, rows)
    case 'number':
      return layout.of === 'i64' ? readWhole(source, rows) : filled(source, numbers(layout.of, rows))
  }
}

async function filled<T extends Numbers>(source: ByteSource, target: T): Promise<T> {
  await source.readInto(target)
  return target
}

function numbers(kind: Exclude<NumberKind, 'i64'>, rows: number): Numbers {
  switch (kind) {
    case 'i8':
      return new Int8Array(rows)
    case 'u8':
      return new Uint8Array(rows)
    case 'i16':
      return new Int16Array(rows)
    case 'u16':
      return new Uint16Array(rows)
    case 'i32':
      return new Int32Array(rows)
    case 'u32':
      return new Uint32Array(rows)
    case 'u64':
      return new BigUint64Array(rows)
    case 'time64':
      return new BigInt64Array(rows)
    case 'f32':
      return new Float32Array(rows)
    case 'f64':
      return new Float64Array(rows)
  }
}

/** 64-bit integers as doubles, from their two halves: no BigInt is made. */
async function readWhole(source: ByteSource, rows: number): Promise<Float64Array> {
  const values = await filled(source, new Float64Array(rows))
  const low = new Uint32Array(values.buffer)
  const high = new Int32Array(values.buffer)
  for (let n = 0; n < rows; n++) values[n] = (high[2 * n + 1] ?? 0) * highUnit + (low[2 * n] ?? 0)
  return values
}

async function readEnds(source: ByteSource, rows: number): Promise<Uint32Array> {
  const halves = await filled(source, new Uint32Array(rows * 2))
  const ends = new Uint32Array(rows)
  for (let n = 0; n < rows; n++) ends[n] = halves[2 * n] ?? 0
  return ends
}

async function readLists(source: ByteSource, of: Layout, rows: number): Promise<Lists> {
  const ends = await readEnds(source, rows)
  return { ends, values: await read(source, of, ends[rows - 1] ?? 0) }
}

async function readMaps(source: ByteSource, layout: Layout & { kind: 'map' }, rows: number): Promise<ColumnData> {
  const { ends, values } = await readLists(source, layout.key, rows)
  return { ends, keys: values, values: await read(source, layout.value, ends[rows - 1] ?? 0) }
}

async function readElements(source: ByteSource, layouts: readonly Layout[], rows: number): Promise<ColumnData[]> {
  const elements: ColumnData[] = []
  for (const layout of layouts) elements.push(await read(source, layout, rows))
  return elements
}
