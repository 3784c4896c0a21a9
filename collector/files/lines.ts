import { REASONS } from './faults.ts'
import { parsed, recordsIn, type Found, type Scanner } from './found.ts'
import { joinedIn } from './joined.ts'

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
      this.#found.nuls.end()
      this.#line += 1
      from = end + 1
    }
    this.#keep(bytes.subarray(from))
  }

  end(): void {
    this.#finish(REASONS.cut)
  }

  #keep(part: Buffer): void {
    const kept = this.#length === 0 ? this.#found.nuls.passOver(part) : part
    if (kept.length === 0) return
    this.#length += kept.length
    if (this.#length <= this.#limit) this.#parts.push(kept)
    else this.#parts = []
  }

  /** `cut` is why a line that ends inside a value is rejected. */
  #finish(cut: string): void {
    const tooLarge = this.#length > this.#limit
    const [first = Buffer.alloc(0), ...more] = this.#parts
    const line = more.length === 0 ? first : Buffer.concat(this.#parts)
    this.#parts = []
    this.#length = 0
    if (tooLarge) return this.#fault(REASONS.large)
    const text = line.toString('utf8').trim()
    if (text !== '' && !this.#record(text)) this.#joined(line, cut)
  }

  #record(text: string): boolean {
    const record = parsed(text)
    if (record === undefined) return false
    for (const item of recordsIn(record, text, this.#line)) this.#found.records.push(item)
    return true
  }

  /** Of a line that is no value, those that are joined on it. */
  #joined(line: Buffer, cut: string): void {
    const { values, isCut } = joinedIn(line)
    const broken = values.filter((text) => !this.#record(text))
    if (broken.length < values.length) for (const _ of broken) this.#fault(REASONS.json)
    if (isCut) this.#fault(cut)
    else if (broken.length === values.length) this.#fault(REASONS.line)
  }

  #fault(reason: string): void {
    this.#found.faults.push({ reason, detail: `line ${this.#line}` })
  }
}
