/** Hashes the first `length` of `bytes` into four 32-bit words of `out`, from `at` on (little-endian, as ClickHouse reads them). */
export type Hash128 = (bytes: Uint8Array, length: number, out: Uint32Array, at: number) => void

const INITIAL = [
  0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462,
] as const

/** SipHash-2-4: two rounds a word, four at the end of each half. */
const ROUNDS = 2
const LAST_ROUNDS = 4

/**
 * SipHash-2-4 with 128 bits of result under a key of 16 bytes (Aumasson and Bernstein's reference; ClickHouse calls it
 * `sipHash128ReferenceKeyed`). Keyed, so that nobody who chooses ids can choose collisions.
 */
export function createSipHash(key: Uint8Array): Hash128 {
  if (key.length !== 16) throw new RangeError(`a SipHash key has 16 bytes, not ${key.length}`)
  const initial = Int32Array.from(INITIAL, (word, half) => word ^ wordAt(key, (half & 3) * 4))
  initial[2]! ^= 0xee
  return (bytes, length, out, at) => sipHash(initial, bytes, length, out, at)
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** The last word holds what is left of the bytes, its half `half`; the highest byte is the length. */
function restAt(bytes: Uint8Array, from: number, length: number, half: 0 | 1): number {
  let word = half === 1 ? length << 24 : 0
  const start = from + half * 4
  for (let at = start; at < length && at < start + 4; at++) word |= bytes[at]! << ((at - start) * 8)
  return word
}

/**
 * Words in, then two halves out: one loop, for the rounds between are the same. v0 … v3 are pairs of 32-bit halves (a A, b B, c C,
 * d D, low first). Additions carry: the sum of low halves, as unsigned numbers, has overflowed where it is less than one of them.
 */
function sipHash(initial: Int32Array, bytes: Uint8Array, length: number, out: Uint32Array, at: number): void {
  let a = initial[0]!,
    A = initial[1]!,
    b = initial[2]!,
    B = initial[3]!
  let c = initial[4]!,
    C = initial[5]!,
    d = initial[6]!,
    D = initial[7]!
  const words = length >>> 3
  for (let step = 0; step <= words + 2; step++) {
    const isWord = step <= words
    const low = step < words ? wordAt(bytes, step * 8) : isWord ? restAt(bytes, step * 8, length, 0) : 0
    const high = step < words ? wordAt(bytes, step * 8 + 4) : isWord ? restAt(bytes, step * 8, length, 1) : 0
    d ^= low
    D ^= high
    if (step === words + 1) c ^= 0xee
    if (step === words + 2) b ^= 0xdd
    for (let round = isWord ? ROUNDS : LAST_ROUNDS; round > 0; round--) {
      a = (a + b) | 0
      A = (A + B + (a >>> 0 < b >>> 0 ? 1 : 0)) | 0
      const b13 = ((b << 13) | (B >>> 19)) ^ a
      B = ((B << 13) | (b >>> 19)) ^ A
      b = b13
      c = (c + d) | 0
      C = (C + D + (c >>> 0 < d >>> 0 ? 1 : 0)) | 0
      const d16 = ((d << 16) | (D >>> 16)) ^ c
      D = ((D << 16) | (d >>> 16)) ^ C
      d = d16
      const turned = (A + d) | 0
      const turnedHigh = (a + D + (turned >>> 0 < d >>> 0 ? 1 : 0)) | 0
      a = turned
      A = turnedHigh
      const d21 = ((d << 21) | (D >>> 11)) ^ a
      D = ((D << 21) | (d >>> 11)) ^ A
      d = d21
      const summed = (c + b) | 0
      C = (C + B + (summed >>> 0 < b >>> 0 ? 1 : 0)) | 0
      c = summed
      const b17 = ((b << 17) | (B >>> 15)) ^ c
      B = ((B << 17) | (b >>> 15)) ^ C
      b = b17
      const swapped = c
      c = C
      C = swapped
    }
    a ^= low
    A ^= high
    if (isWord) continue
    out[at + (step - words - 1) * 2] = a ^ b ^ c ^ d
    out[at + (step - words - 1) * 2 + 1] = A ^ B ^ C ^ D
  }
}
