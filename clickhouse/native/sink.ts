import { BYTES_A_UNIT, writeUtf8 } from '../../schemas/utf8.ts'

const FIRST_BYTES = 65_536
/** More than this is handed out as it is, and not used again. */
const MOST_SPARE_BYTES = 1_048_576
/** A length of one byte. */
const SHORT = 127

/** Most blocks are small, and memory of their size is not: it is used again. */
let spare: Uint8Array<ArrayBuffer> | null = null

/** A growing run of bytes. */
export class ByteSink {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor() {
    this.#bytes = spare ?? new Uint8Array(FIRST_BYTES)
    spare = null
  }

  /** All of it. Nothing can be added any more. */
  bytes(): Uint8Array {
    const bytes = this.#bytes
    if (bytes.length > MOST_SPARE_BYTES) return bytes.subarray(0, this.#length)
    spare = bytes
    this.#bytes = new Uint8Array(0)
    return bytes.slice(0, this.#length)
  }

  /** Adds a view's memory as it is: numbers are little-endian here and on the wire. */
  raw(view: ArrayBufferView): void {
    const at = this.reserve(view.byteLength)
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at)
  }

  /** Adds an unsigned integer in groups of 7 bits, low ones first. */
  varuint(value: number): void {
    let rest = value
    let at = this.reserve(varuintLength(value))
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[at++] = (rest % 128) + 128
    this.#bytes[at] = rest
  }

  /** Adds a text as its length in bytes and UTF-8. */
  text(value: string): void {
    const most = value.length * BYTES_A_UNIT
    if (most > SHORT) return this.#longText(value, most)
    const at = this.reserve(1 + most)
    const end = writeUtf8(value, this.#bytes, at + 1)
    this.#bytes[at] = end - at - 1
    this.#length = end
  }

  /** Makes room for `count` more bytes and says where they begin. */
  reserve(count: number): number {
    const at = this.#length
    this.#length += count
    if (this.#length > this.#bytes.length) this.#grow()
    return at
  }

  /** The memory behind it, for loops over reserved places. Changes with the next `reserve`. */
  get memory(): Uint8Array {
    return this.#bytes
  }

  /** How many bytes its length takes is known once it is written. */
  #longText(value: string, most: number): void {
    const width = varuintLength(most)
    const at = this.reserve(width + most)
    const end = writeUtf8(value, this.#bytes, at + width)
    const length = end - at - width
    const short = varuintLength(length)
    if (short < width) this.#bytes.copyWithin(at + short, at + width, end)
    this.#length = at
    this.varuint(length)
    this.#length = at + short + length
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

/** How many bytes a variable-length integer takes. */
function varuintLength(value: number): number {
  let length = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++
  return length
}
