import { BYTES_A_UNIT, writeUtf8 } from '../../schemas/utf8.ts'
import { packUuid, unpackUuid, UUID_BYTES, UUID_CHARACTERS } from './uuid.ts'

const CHUNK_BITS = 20
/** Bytes of a chunk, … */
export const CHUNK = 1 << CHUNK_BITS
/** … and of the longest text. */
export const LONGEST = 0xffff
/** The first byte of a text is its length, or says that two bytes of length follow, or that it is a packed UUID. */
const LONG = 254
const UUID = 255

/** Raw ids, packed: each is written once, UUIDs in 16 bytes, and read only when it is shown. */
export class Texts {
  readonly #chunks: Uint8Array[] = []
  readonly #decoder = new TextDecoder()
  readonly #scratch = new Uint8Array(LONGEST)
  #end = CHUNK

  /** Keeps a text, at most 64 KiB of it; returns its reference, never 0. */
  add(text: string): number {
    const whole = text.length * BYTES_A_UNIT > LONGEST ? text.slice(0, Math.floor(LONGEST / BYTES_A_UNIT)) : text
    return this.addBytes(this.#scratch, 0, writeUtf8(whole, this.#scratch, 0))
  }

  /** Keeps the UTF-8 text that lies in `bytes` from `from` to before `to`. */
  addBytes(bytes: Uint8Array, from: number, to: number): number {
    const length = Math.min(to - from, LONGEST)
    const chunk = this.#chunkWithRoom(length + 3)
    const begin = this.#end
    if (length === UUID_CHARACTERS && packUuid(bytes, from, chunk, begin + 1)) this.#end = packed(chunk, begin)
    else this.#end = written(chunk, begin, bytes, from, length)
    return (this.#chunks.length - 1) * CHUNK + begin
  }

  /** The text of a reference; of 0 the empty text. */
  get(reference: number): string {
    if (reference === 0) return ''
    const chunk = this.#chunks[reference >>> CHUNK_BITS]!
    const at = reference & (CHUNK - 1)
    const first = chunk[at]!
    if (first === UUID) return unpackUuid(chunk, at + 1)
    const from = first === LONG ? at + 3 : at + 1
    const length = first === LONG ? chunk[at + 1]! | (chunk[at + 2]! << 8) : first
    return this.#decoder.decode(chunk.subarray(from, from + length))
  }

  #chunkWithRoom(bytes: number): Uint8Array {
    if (this.#end + bytes > CHUNK) {
      this.#chunks.push(new Uint8Array(CHUNK))
      this.#end = this.#chunks.length === 1 ? 1 : 0
    }
    return this.#chunks.at(-1)!
  }

  get size(): number {
    return this.#chunks.length * CHUNK
  }
}

/** Marks a UUID that is packed already; returns where it ends. */
function packed(chunk: Uint8Array, at: number): number {
  chunk[at] = UUID
  return at + 1 + UUID_BYTES
}

/** Writes a text behind its length; returns where it ends. */
function written(chunk: Uint8Array, at: number, bytes: Uint8Array, from: number, length: number): number {
  chunk[at] = length < LONG ? length : LONG
  const begin = length < LONG ? at + 1 : at + 3
  if (length >= LONG) {
    chunk[at + 1] = length & 0xff
    chunk[at + 2] = length >> 8
  }
  for (let n = 0; n < length; n++) chunk[begin + n] = bytes[from + n]!
  return begin + length
}

/** So many words are kept, each if it is no longer than this: they come from outside. */
export const MOST_WORDS = 1_024
const LONGEST_WORD = 64
/** Words beyond that share so many numbers. */
const SHARED = 1 << 16
/** About what the place of a word in tables takes. */
const ENTRY_BYTES = 100
/** The most that a word takes: two bytes a character. */
export const WORD_BYTES = ENTRY_BYTES + LONGEST_WORD * 2

/**
 * Words of few values, numbered from 1 in the order in which they come; 0 is the empty word. Further ones than few are told apart
 * by a number of their own, all but one in 65,536, and their text is not kept.
 */
export class Words {
  readonly #numbers = new Map<string, number>([['', 0]])
  readonly #words: string[] = ['']

  number(word: string): number {
    const known = this.#numbers.get(word)
    if (known !== undefined) return known
    if (word.length > LONGEST_WORD || this.#words.length >= MOST_WORDS) return MOST_WORDS + sharedNumber(word)
    this.#numbers.set(word, this.#words.length)
    return this.#words.push(word) - 1
  }

  /** The word of a number; of one whose text is not kept the empty word. */
  word(number: number): string {
    return this.#words[number] ?? ''
  }

  get count(): number {
    return this.#words.length
  }

  get size(): number {
    return this.#words.reduce((bytes, { length }) => bytes + ENTRY_BYTES + length * 2, 0)
  }
}

/** A plain hash (FNV-1a): who finds two words of one number has two kinds taken for one. */
function sharedNumber(word: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 16)) & (SHARED - 1)
}
