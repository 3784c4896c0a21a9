import { malformed } from './carrier.ts'
import { Damaged, decoded, shortened, textAt } from './text.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const COMMA = 0x2c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const LITERALS = ['true', 'false', 'null']
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** What a value is, by its first byte. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal'

/**
 * Reads JSON from bytes, value by value. It builds nothing that is not asked for, keeps numbers as they are written, and goes
 * past values of any depth without recursion. Throws `Malformed` at what is no JSON.
 */
export class JsonReader {
  readonly bytes: Uint8Array
  pos: number
  readonly end: number
  readonly #open: number[] = []

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.pos = start
    this.end = end
  }

  /** What comes next. */
  kind(): JsonKind {
    const byte = this.#peek()
    if (byte === OPEN_OBJECT) return 'object'
    if (byte === OPEN_ARRAY) return 'array'
    if (byte === QUOTE) return 'string'
    return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? 'number' : 'literal'
  }

  /** Goes past a null, if it is one. */
  isNull(): boolean {
    if (this.#peek() !== 0x6e) return false
    return this.scalar() === 'null'
  }

  /** Reads an object; `field` has to read or skip the value of each key. A null has no fields. */
  object(field: (key: string) => void): void {
    if (this.isNull()) return
    if (!this.#take(OPEN_OBJECT)) throw malformed.shape
    if (this.#take(CLOSE_OBJECT)) return
    do {
      if (this.#peek() !== QUOTE) throw malformed.json
      const key = this.string()
      this.#expect(COLON)
      field(typeof key === 'string' ? key : '')
    } while (this.#take(COMMA))
    this.#expect(CLOSE_OBJECT)
  }

  /** Reads an array; `item` has to read or skip each of its values. A null has no items. */
  array(item: () => void): void {
    if (this.isNull()) return
    if (!this.#take(OPEN_ARRAY)) throw malformed.shape
    if (this.#take(CLOSE_ARRAY)) return
    do item()
    while (this.#take(COMMA))
    this.#expect(CLOSE_ARRAY)
  }

  /** Reads a string. */
  string(): string | Damaged {
    if (this.#peek() !== QUOTE) throw malformed.shape
    const start = this.pos + 1
    const escaped = this.#skipString()
    return escaped ? unescaped(decoded(this.bytes, start, this.pos - 1)) : textAt(this.bytes, start, this.pos - 1)
  }

  /** Reads a number, `true`, `false` or `null` as it is written. */
  scalar(): string {
    this.#peek()
    const start = this.pos
    while (this.pos < this.end && isScalarByte(this.bytes[this.pos] ?? 0)) this.pos += 1
    const text = decoded(this.bytes, start, this.pos)
    if (typeof text !== 'string' || !(NUMBER.test(text) || LITERALS.includes(text))) throw malformed.json
    return text
  }

  /** Goes past a value, whatever it is. */
  skip(): void {
    const open = this.#open
    const floor = open.length
    do {
      this.#enterOrSkip()
      while (open.length > floor && !this.#next()) open.pop()
    } while (open.length > floor)
  }

  /** Throws if anything but white space is left. */
  finish(): void {
    if (this.#blank() !== -1) throw malformed.json
  }

  /** Steps into an object or array that is not empty, to its first value; goes past anything else. */
  #enterOrSkip(): void {
    for (;;) {
      const byte = this.#peek()
      const close = byte === OPEN_OBJECT ? CLOSE_OBJECT : byte === OPEN_ARRAY ? CLOSE_ARRAY : 0
      if (close === 0) {
        if (byte === QUOTE) this.#skipString()
        else this.scalar()
        return
      }
      this.pos += 1
      if (this.#take(close)) return
      this.#open.push(close)
      if (close === CLOSE_OBJECT) this.#key()
    }
  }

  /** After a value in an object or array: whether another one follows. */
  #next(): boolean {
    const close = this.#open.at(-1) ?? 0
    if (this.#take(COMMA)) {
      if (close === CLOSE_OBJECT) this.#key()
      return true
    }
    this.#expect(close)
    return false
  }

  #key(): void {
    if (this.#peek() !== QUOTE) throw malformed.json
    this.#skipString()
    this.#expect(COLON)
  }

  /** Goes past the string that begins here; tells whether it has escapes. */
  #skipString(): boolean {
    let escaped = false
    for (let index = this.pos + 1; index < this.end; index += 1) {
      const byte = this.bytes[index] ?? 0
      if (byte === QUOTE) {
        this.pos = index + 1
        return escaped
      }
      if (byte < 0x20) throw malformed.json
      if (byte === BACKSLASH) {
        escaped = true
        index = this.#escape(index)
      }
    }
    throw malformed.json
  }

  /** The last byte of the escape that begins at `index`. */
  #escape(index: number): number {
    const long = this.bytes[index + 1] === 0x75
    ESCAPE.lastIndex = 0
    const end = Math.min(index + (long ? 6 : 2), this.end)
    const text = decoded(this.bytes, index, end)
    if (typeof text !== 'string' || !ESCAPE.test(text)) throw malformed.json
    return end - 1
  }

  #take(byte: number): boolean {
    if (this.#blank() !== byte) return false
    this.pos += 1
    return true
  }

  #expect(byte: number): void {
    if (!this.#take(byte)) throw malformed.json
  }

  #peek(): number {
    const byte = this.#blank()
    if (byte === -1) throw malformed.json
    return byte
  }

  /** Goes past white space; gives the byte after it, -1 at the end. */
  #blank(): number {
    for (; this.pos < this.end; this.pos += 1) {
      const byte = this.bytes[this.pos] ?? 0
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte
    }
    return -1
  }
}

/** Letters, digits and `+-.`: all that numbers and literals are made of. */
function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x2b && byte <= 0x39 && byte !== COMMA && byte !== 0x2f) || byte === 0x45
  )
}

function unescaped(raw: string | Damaged): string | Damaged {
  const text: unknown = JSON.parse(`"${typeof raw === 'string' ? raw : raw.text}"`)
  if (typeof text !== 'string') throw malformed.json
  if (typeof raw !== 'string' || !text.isWellFormed()) return new Damaged(text.toWellFormed(), 'is not UTF-8')
  return shortened(text)
}
