export const NUL = 0
export const NEWLINE = 0x0a
export const OPEN_LIST = 0x5b
export const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const QUOTE = 0x22
const BACKSLASH = 0x5c
const LONGEST_KEY = 16

/** Whether a byte stands between values: space, line break, or one of a byte order mark's. */
export function isBlank(byte: number): boolean {
  return byte <= 0x20
    ? byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09
    : byte === 0xef || byte === 0xbb || byte === 0xbf
}

/** Whether a byte begins an object or a list. */
export function isOpening(byte: number): boolean {
  return byte === OPEN_OBJECT || byte === OPEN_LIST
}

/** Where a scan stopped: at the value's end, in a list of its own that was asked for, or where the bytes ran out. */
export interface Stop {
  readonly kind: 'end' | 'list' | 'more'
  readonly at: number
}

/** Counts brackets outside strings, over bytes that come in pieces. */
export class Brackets {
  /** Line breaks passed in the last scan. */
  lines = 0
  #depth = 0
  #inString = false
  #escaped = false
  /** The last string at depth 1: a list that follows it is its value. Empty while it is longer than a key that matters. */
  #key = ''

  begin(depth: number): void {
    this.#depth = depth
    this.#inString = false
    this.#escaped = false
    this.#key = ''
  }

  /** Scans from `at`; `isList` says of which keys of the outermost object a list is to be stopped at. */
  scan(bytes: Buffer, at: number, isList: ((key: string) => boolean) | null): Stop {
    this.lines = 0
    for (let index = at; index < bytes.length; index += 1) {
      if (this.#inString) {
        index = this.#passString(bytes, index)
        continue
      }
      const byte = bytes[index]
      if (byte === QUOTE) this.#beginString()
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (byte === OPEN_LIST && this.#depth === 1 && isList?.(this.#key)) return { kind: 'list', at: index + 1 }
        this.#depth += 1
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.#depth -= 1
        if (this.#depth <= 0) return { kind: 'end', at: index + 1 }
      } else if (byte === NEWLINE) this.lines += 1
    }
    return { kind: 'more', at: bytes.length }
  }

  #beginString(): void {
    this.#inString = true
    if (this.#depth === 1) this.#key = ''
  }

  /** To the string's closing quote, or the last byte there is; returns where it stands. */
  #passString(bytes: Buffer, from: number): number {
    let index = from
    for (; index < bytes.length; index += 1) {
      const byte = bytes[index]
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) {
        this.#inString = false
        break
      }
    }
    if (this.#depth === 1 && this.#key.length < LONGEST_KEY) {
      this.#key += bytes.toString('latin1', from, Math.min(index, from + LONGEST_KEY))
    }
    return index
  }
}
