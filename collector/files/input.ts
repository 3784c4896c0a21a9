/** Bytes of a stream that are looked at before they are taken. */
export class Input {
  /** What was read and not yet taken. */
  rest: Buffer = Buffer.alloc(0)
  readonly #chunks: AsyncIterator<Buffer>

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Reads on until so many bytes lie in `rest`; false where the stream ends before. */
  async atLeast(count: number): Promise<boolean> {
    while (this.rest.length < count) {
      const next = await this.#chunks.next()
      if (next.done) return false
      this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value])
    }
    return true
  }

  skip(count: number): void {
    this.rest = this.rest.subarray(count)
  }

  /** All that is left, as it comes. */
  async *remaining(): AsyncGenerator<Buffer, null> {
    while (await this.atLeast(1)) {
      const bytes = this.rest
      this.skip(bytes.length)
      yield bytes
    }
    return null
  }

  /** Closes the stream before its end. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
