/** Bytes that come in chunks. Small reads are synchronous as long as the chunk has them. */
export class ByteSource {
  /** The chunk being read, and how far. Open to the loops that read many small things. */
  chunk: Uint8Array = new Uint8Array(0)
  at = 0
  readonly #chunks: AsyncIterator<Uint8Array>

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Whether anything is left. */
  async more(): Promise<boolean> {
    while (this.at === this.chunk.length) {
      const next = await this.#chunks.next()
      if (next.done === true) return false
      this.chunk = next.value
      this.at = 0
    }
    return true
  }

  /** Fills a view's memory. Throws {@link Truncated} when the bytes end before. */
  async readInto(view: ArrayBufferView): Promise<void> {
    const target = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    for (let done = 0; done < target.length;) {
      if (!(await this.more())) throw new Truncated()
      const count = Math.min(target.length - done, this.chunk.length - this.at)
      target.set(this.chunk.subarray(this.at, this.at + count), done)
      done += count
      this.at += count
    }
  }

  /** An unsigned integer in groups of 7 bits. */
  async varuint(): Promise<number> {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      if (!(await this.more())) throw new Truncated()
      const byte = this.chunk[this.at++] ?? 0
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }

  /** A text with its length before it. */
  async text(): Promise<string> {
    const bytes = new Uint8Array(await this.varuint())
    await this.readInto(bytes)
    return decoder.decode(bytes)
  }
}

/** The answer ended in the middle of a block. */
class Truncated extends Error {
  override readonly message = 'the answer ended in the middle of a block'
}

const decoder = new TextDecoder()
