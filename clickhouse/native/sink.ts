const encoder = new TextEncoder()

/** A growing run of bytes. */
export class ByteSink {
  #bytes = new Uint8Array(1 << 16)
  #length = 0

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
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
    const bytes = encoder.encode(value)
    this.varuint(bytes.length)
    this.raw(bytes)
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
