import { malformed } from './carrier.ts'

const MAX_VARINT_BYTES = 10
const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5

/** Reads protobuf's wire format between two positions. Throws `Malformed` at what is none; groups are refused. */
export class Wire {
  readonly bytes: Uint8Array
  readonly view: DataView
  pos = 0
  end: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.end = bytes.length
  }

  /** The next field's tag (number × 8 + wire type), or 0 at the end. */
  tag(): number {
    if (this.pos >= this.end) return 0
    const tag = this.varint()
    if (tag < 8 || tag > 0xffff_ffff) throw malformed.protobuf
    return tag
  }

  /** A varint as a number: exact below 2^53, which lengths, tags and the small enumerations are. */
  varint(): number {
    let byte = this.#byte()
    if (byte < 128) return byte
    let value = byte & 127
    let scale = 128
    for (let read = 1; read < MAX_VARINT_BYTES; read += 1) {
      byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
    throw malformed.protobuf
  }

  /** A varint as a signed 64-bit integer, exact. */
  int64(): bigint {
    const start = this.pos
    const near = this.varint()
    if (near <= Number.MAX_SAFE_INTEGER) return BigInt(near)
    let value = 0n
    for (let index = this.pos - 1; index >= start; index -= 1) value = (value << 7n) | BigInt(this.#at(index) & 127)
    return BigInt.asIntN(64, value)
  }

  fixed64(): bigint {
    return this.view.getBigUint64(this.#advance(8), true)
  }

  double(): number {
    return this.view.getFloat64(this.#advance(8), true)
  }

  /** Reads a length and goes past so many bytes; gives where they begin. They end at `pos`. */
  field(): number {
    return this.#advance(this.varint())
  }

  /** Steps into a message; gives the end to come back to with `leave`. */
  enter(): number {
    const outer = this.end
    const start = this.field()
    this.end = this.pos
    this.pos = start
    return outer
  }

  /** Goes past the message that was entered, read or not. */
  leave(outer: number): void {
    this.pos = this.end
    this.end = outer
  }

  /** Goes past a field that is none of ours. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint()
        return
      case FIXED64:
        this.#advance(8)
        return
      case LENGTH:
        this.field()
        return
      case FIXED32:
        this.#advance(4)
        return
      default:
        throw malformed.protobuf
    }
  }

  #at(index: number): number {
    return this.bytes[index] ?? 0
  }

  #byte(): number {
    if (this.pos >= this.end) throw malformed.protobuf
    return this.#at(this.pos++)
  }

  #advance(count: number): number {
    const start = this.pos
    if (count > this.end - start) throw malformed.protobuf
    this.pos = start + count
    return start
  }
}
