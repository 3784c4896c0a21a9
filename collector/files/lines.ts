import { REASONS } from './faults.ts'
import { parsed, recordsIn, type Found, type Scanner } from './found.ts'

const NEWLINE = 0x0a

/** One JSON value a line. A broken line costs only itself. */
export class LineScanner implements Scanner {
  readonly #found: Found
  readonly #limit: number
  #parts: Buffer[] = []
  #length = 0
  #line = 1

  constructor(found: Found, limit: number) {
    this.#found = found
    this.#limit = limit
  }

  push(bytes: Buffer): void {
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      this.#keep(bytes.subarray(from, end))
      this.#finish(REASONS.line)
      this.#line += 1
      from = end + 1
    }
    this.#keep(bytes.subarray(from))
  }

  end(): void {
    this.#finish(REASONS.cut)
  }

  #keep(part: Buffer): void {
    const kept = this.#length === 0 ? this.#withoutNuls(part) : part
    if (kept.length === 0) return
    this.#length += kept.length
    if (this.#length <= this.#limit) this.#parts.push(kept)
    else this.#parts = []
  }

  #withoutNuls(part: Buffer): Buffer {
    let start = 0
    while (part[start] === 0) start += 1
    this.#found.nuls += start
    return part.subarray(start)
  }

  #finish(broken: string): void {
    const tooLarge = this.#length > this.#limit
    const [first, ...more] = this.#parts
    const text = (more.length === 0 ? first : Buffer.concat(this.#parts))?.toString('utf8').trim() ?? ''
    this.#parts = []
    this.#length = 0
    const fault = (reason: string) => this.#found.faults.push({ reason, detail: `line ${this.#line}` })
    if (tooLarge) return void fault(REASONS.large)
    if (text === '') return
    const record = parsed(text)
    if (record === undefined) fault(broken)
    else for (const item of recordsIn(record, text, this.#line)) this.#found.records.push(item)
  }
}
