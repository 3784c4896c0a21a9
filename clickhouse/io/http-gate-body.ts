const LONGEST_LINE = 4_096
const SIZE = /^([0-9a-f]{1,12})[\t ]*(?:;.*)?\r$/i
const ENDLESS = Number.POSITIVE_INFINITY
const LF = 0x0a

/** How long a body is: so many bytes, as its chunks say, or up to the connection's end. */
export type BodyLength = number | 'chunked' | 'endless'

/** Finds where a body ends, in bytes that come in pieces. One whose chunks are broken has no end. */
export class Body {
  /** So many bytes more until a line that says what follows; of a body that is not chunked, until its end. */
  #left: number
  #next: 'size' | 'trailer' | 'end'
  #line = ''

  constructor(length: BodyLength) {
    this.#next = length === 'chunked' ? 'size' : 'end'
    this.#left = typeof length === 'number' ? length : length === 'chunked' ? 0 : ENDLESS
  }

  get isWhole(): boolean {
    return this.#next === 'end' && this.#left === 0
  }

  /** How many of these bytes are the body's. */
  take(bytes: Buffer): number {
    let at = 0
    while (at < bytes.length && !this.isWhole) at = this.#left > 0 ? this.#pass(bytes, at) : this.#readLine(bytes, at)
    return at
  }

  #pass(bytes: Buffer, at: number): number {
    const count = Math.min(this.#left, bytes.length - at)
    this.#left -= count
    return at + count
  }

  #readLine(bytes: Buffer, at: number): number {
    const found = bytes.indexOf(LF, at)
    const end = found < 0 ? bytes.length : found
    this.#line += bytes.toString('latin1', at, Math.min(end, at + LONGEST_LINE))
    if (this.#line.length >= LONGEST_LINE) this.#breakOff()
    else if (found >= 0) this.#understand(this.#line)
    if (found >= 0) this.#line = ''
    return found < 0 ? end : end + 1
  }

  #understand(line: string): void {
    if (this.#next === 'trailer') {
      if (line === '\r') this.#next = 'end'
      return
    }
    const size = SIZE.exec(line)?.[1]
    if (size === undefined) return this.#breakOff()
    const count = Number.parseInt(size, 16)
    if (count === 0) this.#next = 'trailer'
    else this.#left = count + 2
  }

  #breakOff(): void {
    this.#next = 'end'
    this.#left = ENDLESS
  }
}
