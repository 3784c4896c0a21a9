import type { Strings } from './column.ts'
import type { ByteSource } from './source.ts'

/** Reads `rows` texts. Those that lie whole in a chunk, nearly all, are copied in one synchronous loop. */
export async function readStrings(source: ByteSource, rows: number): Promise<Strings> {
  const texts = new Gathered(rows)
  while (texts.count < rows) {
    texts.takeWhole(source)
    if (texts.count < rows) await texts.takeSplit(source)
  }
  return texts.strings()
}

class Gathered {
  count = 0
  #bytes: Uint8Array
  #length = 0
  readonly #ends: Uint32Array

  constructor(rows: number) {
    this.#bytes = new Uint8Array(rows * 16)
    this.#ends = new Uint32Array(rows)
  }

  strings(): Strings {
    return { bytes: this.#bytes.subarray(0, this.#length), ends: this.#ends }
  }

  /** Takes texts shorter than 128 bytes for as long as they lie whole in the chunk. */
  takeWhole(source: ByteSource): void {
    const { chunk } = source
    let at = source.at
    while (this.count < this.#ends.length && at < chunk.length) {
      const length = chunk[at] ?? 0
      if (length > 127 || at + 1 + length > chunk.length) break
      const to = this.#reserve(length)
      const bytes = this.#bytes
      if (length > 48) bytes.set(chunk.subarray(at + 1, at + 1 + length), to)
      else for (let n = 0; n < length; n++) bytes[to + n] = chunk[at + 1 + n] ?? 0
      this.#ends[this.count++] = this.#length
      at += 1 + length
    }
    source.at = at
  }

  /** Takes one text of any length that may go on in the next chunk. */
  async takeSplit(source: ByteSource): Promise<void> {
    const length = await source.varuint()
    const to = this.#reserve(length)
    await source.readInto(this.#bytes.subarray(to, to + length))
    this.#ends[this.count++] = this.#length
  }

  #reserve(count: number): number {
    const at = this.#length
    this.#length += count
    if (this.#length > this.#bytes.length) this.#grow()
    return at
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
