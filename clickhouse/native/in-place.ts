import { layoutOf, type Layout, type NumberKind } from './type.ts'

const WIDTH: Readonly<Record<NumberKind, number>> = {
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

/** Texts as they lie in the bytes of a block: each is made when it is asked for. */
export class TextsInPlace {
  readonly #bytes: Buffer
  /** Where each begins and ends. */
  readonly #places: Uint32Array
  #last = ''
  #lastRow = -1

  constructor(bytes: Buffer, places: Uint32Array) {
    this.#bytes = bytes
    this.#places = places
  }

  at(row: number): string | undefined {
    const start = this.#places[2 * row]
    if (start === undefined) return undefined
    const end = this.#places[2 * row + 1]!
    if (start === end) return ''
    if (!this.#isLast(start, end)) {
      this.#last = this.#bytes.toString('utf8', start, end)
      this.#lastRow = row
    }
    return this.#last
  }

  /** Words are few, and often the same one again. */
  #isLast(start: number, end: number): boolean {
    if (this.#lastRow < 0) return false
    const from = this.#places[2 * this.#lastRow]!
    if (this.#places[2 * this.#lastRow + 1]! - from !== end - start) return false
    for (let n = 0; n < end - start; n++) if (this.#bytes[start + n] !== this.#bytes[from + n]) return false
    return true
  }
}

/** A column where it lies: texts, or the bytes of fixed width of all rows; null where it is neither, and is passed over. */
export interface ColumnInPlace {
  readonly texts: TextsInPlace | null
  readonly bytes: Uint8Array | null
}

export interface BlockInPlace {
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnInPlace>
}

/** The only block of some bytes, whose values stay where they are. Throws a `RangeError` where it ends in the middle, a `TypeError` for types that Lifespan does not send. */
export function readInPlace(bytes: Uint8Array): BlockInPlace {
  const cursor = new Cursor(bytes)
  const count = cursor.varuint()
  const rows = cursor.varuint()
  // A row has a byte in each column at the least.
  if (rows > bytes.length) throw new RangeError(CUT)
  const columns = new Map<string, ColumnInPlace>()
  for (let n = 0; n < count; n++) {
    const { name, layout } = cursor.head(n)
    columns.set(name, cursor.column(layout, rows))
  }
  return { rows, columns }
}

/** What stands before the values of a column. */
interface Head {
  readonly bytes: Buffer
  readonly name: string
  readonly layout: Layout
}

/** The heads that were read last, by place: blocks come from few writers, and theirs are all alike. */
const heads: Head[] = []
const MOST_HEADS = 100
const MOST_HEAD_BYTES = 200

const CUT = 'the block ends in the middle'

class Cursor {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  varuint(): number {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError(CUT)
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }

  /** The head of the n-th column. */
  head(n: number): Head {
    const last = heads[n]
    if (last !== undefined && this.#isNext(last.bytes)) {
      this.#at += last.bytes.length
      return last
    }
    const from = this.#at
    const [name, type] = [this.#text(), this.#text()]
    const head = { bytes: Buffer.from(this.#bytes.subarray(from, this.#at)), name, layout: layoutOf(type) }
    if (n < MOST_HEADS && head.bytes.length <= MOST_HEAD_BYTES) heads[n] = head
    return head
  }

  #isNext(bytes: Buffer): boolean {
    for (let n = 0; n < bytes.length; n++) if (this.#bytes[this.#at + n] !== bytes[n]) return false
    return true
  }

  #text(): string {
    const from = this.#pass(this.varuint())
    return this.#bytes.toString('utf8', from, this.#at)
  }

  column(layout: Layout, rows: number): ColumnInPlace {
    if (layout.kind === 'string') return { texts: this.#texts(rows), bytes: null }
    const width = layout.kind === 'number' ? WIDTH[layout.of] : layout.kind === 'fixed' ? layout.bytes : null
    if (width === null) {
      this.#skip(layout, rows)
      return { texts: null, bytes: null }
    }
    const from = this.#pass(rows * width)
    return { texts: null, bytes: this.#bytes.subarray(from, this.#at) }
  }

  #texts(rows: number): TextsInPlace {
    const places = new Uint32Array(2 * rows)
    for (let place = 0; place < places.length; place += 2) {
      const short = this.#bytes[this.#at]!
      const length = short < 128 ? (this.#at++, short) : this.varuint()
      places[place] = this.#at
      places[place + 1] = this.#at += length
    }
    if (this.#at > this.#bytes.length) throw new RangeError(CUT)
    return new TextsInPlace(this.#bytes, places)
  }

  #skip(layout: Layout, rows: number): void {
    if (layout.kind === 'map' || layout.kind === 'list') {
      const values = this.#lastEnd(rows)
      for (const part of layout.kind === 'map' ? [layout.key, layout.value] : [layout.of]) this.column(part, values)
    } else if (layout.kind === 'tuple') {
      for (const element of layout.elements) this.column(element, rows)
    } else if (layout.kind === 'nullable') {
      this.#pass(rows)
      this.column(layout.of, rows)
    } else throw new TypeError(`nobody sends ${layout.kind} in a block of the log`)
  }

  /** How many values lists of so many rows have: the last of their ends, of 64 bits each. */
  #lastEnd(rows: number): number {
    this.#pass(rows * 8)
    const values = rows === 0 ? 0 : this.#bytes.readUInt32LE(this.#at - 8)
    if (values > this.#bytes.length) throw new RangeError(CUT)
    return values
  }

  /** Passes so many bytes; returns where they began. */
  #pass(count: number): number {
    const from = this.#at
    this.#at += count
    if (this.#at > this.#bytes.length) throw new RangeError(CUT)
    return from
  }
}
