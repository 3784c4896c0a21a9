import { createInflateRaw } from 'node:zlib'

/** What one slice came to. Where the member ends inside it, less is consumed than was given. */
export interface Inflated {
  readonly output: readonly Buffer[]
  readonly consumed: number
  readonly failed: boolean
}

/** Inflates the deflate data of one member, slice by slice, and keeps count of how far it got. */
export class Inflater {
  readonly #stream = createInflateRaw()
  #output: Buffer[] = []
  #failed = false
  #settle: () => void = () => {}

  constructor() {
    this.#stream.on('data', (bytes: Buffer) => this.#output.push(bytes))
    this.#stream.on('end', () => this.#settle())
    this.#stream.on('error', () => {
      this.#failed = true
      this.#settle()
    })
  }

  /** The stream calls back, ends or fails: whichever comes first says that the slice is done. */
  async inflate(slice: Buffer): Promise<Inflated> {
    const before = this.#stream.bytesWritten
    this.#output = []
    await new Promise<void>((resolve) => {
      this.#settle = resolve
      this.#stream.write(slice, () => resolve())
    })
    return { output: this.#output, consumed: this.#stream.bytesWritten - before, failed: this.#failed }
  }

  close(): void {
    this.#stream.destroy()
  }
}
