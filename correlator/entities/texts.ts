import { BYTES_A_UNIT, writeUtf8 } from '../../schemas/utf8.ts'

const CHUNK_BITS = 20
const CHUNK = 1 << CHUNK_BITS
const LONGEST = 0xffff

/** Raw ids, packed: each is written once, behind its length, and read only when it is shown. */
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
    const written = Math.min(to - from, LONGEST)
    if (this.#end + 2 + written > CHUNK) {
      this.#chunks.push(new Uint8Array(CHUNK))
      this.#end = this.#chunks.length === 1 ? 1 : 0
    }
    const chunk = this.#chunks.at(-1)!
    const reference = (this.#chunks.length - 1) * CHUNK + this.#end
    chunk[this.#end] = written & 0xff
    chunk[this.#end + 1] = written >> 8
    chunk.set(bytes.subarray(from, from + written), this.#end + 2)
    this.#end += 2 + written
    return reference
  }

  /** The text of a reference; of 0 the empty text. */
  get(reference: number): string {
    if (reference === 0) return ''
    const chunk = this.#chunks[reference >>> CHUNK_BITS]!
    const at = reference & (CHUNK - 1)
    const length = chunk[at]! | (chunk[at + 1]! << 8)
    return this.#decoder.decode(chunk.subarray(at + 2, at + 2 + length))
  }

  get size(): number {
    return this.#chunks.length * CHUNK
  }
}

/** Words of few values, numbered from 1 in the order in which they come; 0 is the empty word. */
export class Words {
  readonly #numbers = new Map<string, number>([['', 0]])
  readonly #words: string[] = ['']

  number(word: string): number {
    const known = this.#numbers.get(word)
    if (known !== undefined) return known
    this.#numbers.set(word, this.#words.length)
    return this.#words.push(word) - 1
  }

  word(number: number): string {
    return this.#words[number]!
  }

  get count(): number {
    return this.#words.length
  }
}
