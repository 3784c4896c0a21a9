import type { Canary } from '../../../../redaction/canaries/canaries.ts'
import { needlesOf } from './forms.ts'

/** So many characters that stand together are no accident; of a secret, or of its form, any stretch of a few more is found. */
const WINDOW = 12
const STRIDE = 4
const BASE = 0x01000193

/** Base64's two alphabets are one. */
const SAME = Uint8Array.from({ length: 256 }, (_, code) => (code === 0x2d ? 0x2b : code === 0x5f ? 0x2f : code))

/** A canary that was found, and what stands there. */
export interface Hit {
  readonly canary: Canary
  readonly text: string
}

/** Finds any of many secrets, in any of their forms, in bytes: windows of all forms in one table, by a rolling hash. */
export class Needles {
  readonly #canaries: readonly Canary[]
  /** All forms, one behind the other; where those of each canary begin. */
  readonly #bytes: Buffer
  readonly #begins: Uint32Array
  readonly #table: Uint32Array
  readonly #mask: number
  readonly #seen: Uint8Array

  constructor(canaries: readonly Canary[]) {
    this.#canaries = canaries
    const forms = canaries.map(needlesOf)
    this.#bytes = Buffer.from(forms.flat().join(''), 'latin1').map((code) => SAME[code]!) as Buffer
    this.#begins = new Uint32Array(canaries.length)
    const windows = [...this.#windowsOf(forms)]
    const size = 2 ** Math.ceil(Math.log2(windows.length * 4 + 16))
    this.#mask = size - 1
    this.#table = new Uint32Array(size)
    this.#seen = new Uint8Array(size)
    for (const at of windows) this.#enter(at)
  }

  /** Where windows begin; notes where each canary does. */
  *#windowsOf(forms: readonly (readonly string[])[]): Generator<number> {
    let at = 0
    for (const [index, ofCanary] of forms.entries()) {
      this.#begins[index] = at
      for (const { length } of ofCanary) {
        if (length < WINDOW)
          throw new Error(`a secret of ${this.#canaries[index]!.format} is too short to be looked for`)
        for (let from = 0; from + WINDOW < length; from += STRIDE) yield at + from
        yield at + length - WINDOW
        at += length
      }
    }
  }

  #enter(at: number): void {
    let hash = 0
    for (let n = 0; n < WINDOW; n++) hash = (Math.imul(hash, BASE) + this.#bytes[at + n]!) | 0
    this.#seen[(hash >>> 10) & (this.#seen.length - 1)]! |= 1 << ((hash >>> 7) & 7)
    let place = mixed(hash) & this.#mask
    while (this.#table[place] !== 0) {
      if (this.#same(this.#table[place]! - 1, this.#bytes, at)) return
      place = (place + 1) & this.#mask
    }
    this.#table[place] = at + 1
  }

  /** Every window that is found, at most so many. */
  find(bytes: Uint8Array, most = 100): readonly Hit[] {
    const hits: Hit[] = []
    let hash = 0
    for (let at = 0; at < bytes.length; at++) {
      hash = (Math.imul(hash, BASE) + SAME[bytes[at]!]!) | 0
      if (at >= WINDOW) hash = (hash - Math.imul(SAME[bytes[at - WINDOW]!]!, FAR)) | 0
      if ((this.#seen[(hash >>> 10) & (this.#seen.length - 1)]! & (1 << ((hash >>> 7) & 7))) === 0) continue
      const from = at - WINDOW + 1
      const found = from < 0 ? 0 : this.#lookUp(hash, bytes, from)
      if (found === 0) continue
      hits.push(this.#hit(found - 1, bytes, from))
      if (hits.length >= most) break
    }
    return hits
  }

  #lookUp(hash: number, bytes: Uint8Array, from: number): number {
    for (let place = mixed(hash) & this.#mask; this.#table[place] !== 0; place = (place + 1) & this.#mask) {
      if (this.#same(this.#table[place]! - 1, bytes, from)) return this.#table[place]!
    }
    return 0
  }

  #same(needle: number, bytes: Uint8Array, from: number): boolean {
    for (let n = 0; n < WINDOW; n++) if (this.#bytes[needle + n] !== SAME[bytes[from + n]!]) return false
    return true
  }

  #hit(needle: number, bytes: Uint8Array, from: number): Hit {
    const index = this.#begins.findLastIndex((begin) => begin <= needle)
    const around = bytes.subarray(Math.max(0, from - 60), from + WINDOW + 60)
    return { canary: this.#canaries[index]!, text: Buffer.from(around).toString('latin1') }
  }
}

const FAR = Array.from({ length: WINDOW }).reduce((power: number) => Math.imul(power, BASE), 1)

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (once ^ (once >>> 13)) >>> 0
}
