import { NUL } from './brackets.ts'
import { DocumentScanner } from './document.ts'
import { REASONS } from './faults.ts'
import { formatOf } from './formats.ts'
import { beginsEnvelope, parsed, type Found, type Scanner } from './found.ts'
import { joinedIn } from './joined.ts'
import { LineScanner } from './lines.ts'

const HEAD = 65_536
const BLANK_START = /^[\s\uFEFF\0]+/

/** Looks at the first bytes, decides how records stand in them, and passes all on to the scanner for that. */
export class ContentScanner implements Scanner {
  readonly #found: Found
  readonly #limit: number
  #head: Buffer = Buffer.alloc(0)
  #scanner: Scanner | null = null
  #unknown = false

  constructor(found: Found, limit: number) {
    this.#found = found
    this.#limit = limit
  }

  /** True once it is clear that no record will come. */
  get isUnknown(): boolean {
    return this.#unknown
  }

  push(bytes: Buffer): void {
    if (this.#scanner !== null) return this.#scanner.push(bytes)
    if (this.#unknown) return
    this.#head = this.#found.nuls.passOver(this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]))
    if (this.#head.length >= HEAD) this.#choose(false)
  }

  end(): void {
    if (this.isEmpty) this.#found.nuls.pass(this.#head.filter((byte) => byte === NUL).length)
    else if (this.#scanner === null && !this.#unknown) this.#choose(true)
    this.#scanner?.end()
  }

  /** Whether nothing but blanks and NUL bytes has come. */
  get isEmpty(): boolean {
    return this.#scanner === null && !this.#unknown && textOf(this.#head) === ''
  }

  #choose(whole: boolean): void {
    const kind = kindOf(textOf(this.#head), whole)
    if (kind === 'unknown') {
      this.#unknown = true
      this.#found.faults.push({ reason: REASONS.unknown, detail: `${formatOf(this.#head)}, at line 1` })
      return
    }
    const Kind = kind === 'lines' ? LineScanner : DocumentScanner
    this.#scanner = new Kind(this.#found, this.#limit)
    this.#scanner.push(this.#head)
    this.#head = Buffer.alloc(0)
  }
}

const textOf = (bytes: Buffer) => bytes.toString('utf8').replace(BLANK_START, '')

/** How records stand in a text that begins so; `whole` where it also ends so. */
function kindOf(text: string, whole: boolean): 'lines' | 'document' | 'unknown' {
  if (text.startsWith('[') || beginsEnvelope(text)) return 'document'
  const lines = text.split('\n')
  const first = lines[0]?.trimEnd() ?? ''
  const firstIsCut = lines.length === 1 && !whole
  if (text.startsWith('{') && (firstIsCut || (parsed(first) === undefined && /[[{,]$/.test(first)))) return 'document'
  if (lines.some((line) => /^[\0\s]*\{/.test(line) && beginsWithValue(line.replace(BLANK_START, '')))) return 'lines'
  return text.startsWith('{"') && whole && lines.filter((line) => line.trim() !== '').length === 1 ? 'lines' : 'unknown'
}

/** Whether a line is a value, or several that are joined. */
function beginsWithValue(line: string): boolean {
  return parsed(line) !== undefined || parsed(joinedIn(Buffer.from(line)).values[0] ?? '') !== undefined
}
