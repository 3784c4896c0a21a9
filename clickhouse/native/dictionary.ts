import { spellOut, type ColumnData, type Words } from './column.ts'
import type { ByteSource } from './source.ts'
import { readStrings } from './strings.ts'
import type { Layout } from './type.ts'

const knownVersion = 1
const ownKeys = 0x200
const sharedKeys = 0x100

/** Reads the versions that stand before the data of a column, one for each dictionary in its type. */
export async function readVersions(source: ByteSource, layout: Layout): Promise<void> {
  switch (layout.kind) {
    case 'dictionary':
      if ((await readCount(source)) !== knownVersion) throw new TypeError('a LowCardinality of an unknown version')
      return
    case 'list':
    case 'nullable':
      return readVersions(source, layout.of)
    case 'map':
      await readVersions(source, layout.key)
      return readVersions(source, layout.value)
    case 'tuple':
      for (const element of layout.elements) await readVersions(source, element)
      return
    case 'number':
    case 'fixed':
    case 'string':
      return
  }
}

/** Reads a `LowCardinality(String)`, nullable or not, and spells every row out. The null is the first key. */
export async function readDictionary(source: ByteSource, of: Layout, rows: number): Promise<ColumnData> {
  const words = await readWords(source, of, rows)
  const values = spellOut(words)
  return of.kind === 'nullable'
    ? { nulls: Uint8Array.from(words.numbers, (key) => (key === 0 ? 1 : 0)), values }
    : values
}

/** Reads a `LowCardinality(String)`: each of its texts once, and which one every row has. */
export async function readWords(source: ByteSource, of: Layout, rows: number): Promise<Words> {
  if ((of.kind === 'nullable' ? of.of : of).kind !== 'string') throw new TypeError('only texts can be LowCardinality')
  if (rows === 0) return { keys: { bytes: new Uint8Array(0), ends: new Uint32Array(0) }, numbers: new Uint8Array(0) }
  const flags = await readCount(source)
  if ((flags & ownKeys) === 0 || (flags & sharedKeys) !== 0) throw new TypeError('a LowCardinality with shared keys')
  const keys = await readStrings(source, await readCount(source))
  return { keys, numbers: await readIndexes(source, flags & 0xff, await readCount(source)) }
}

async function readIndexes(
  source: ByteSource,
  width: number,
  rows: number,
): Promise<Uint8Array | Uint16Array | Uint32Array> {
  const indexes = width === 0 ? new Uint8Array(rows) : width === 1 ? new Uint16Array(rows) : new Uint32Array(rows)
  if (width > 2) throw new TypeError('a LowCardinality with 64-bit keys')
  await source.readInto(indexes)
  return indexes
}

/** A 64-bit count; none of ours exceeds 32 bits. */
async function readCount(source: ByteSource): Promise<number> {
  const halves = new Uint32Array(2)
  await source.readInto(halves)
  return halves[0] ?? 0
}
