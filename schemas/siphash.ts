/** Hashes the first `length` of `bytes` into four 32-bit words of `out`, from `at` on (little-endian, as ClickHouse reads them). */
export type Hash128 = (bytes: Uint8Array, length: number, out: Uint32Array, at: number) => void

/** SipHash's state: v0 … v3 as pairs of 32-bit halves, low first. */
type State = Int32Array

const INITIAL = [0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462]

/**
 * SipHash-2-4 with 128 bits of result under a key of 16 bytes (Aumasson and Bernstein's reference; ClickHouse calls it
 * `sipHash128ReferenceKeyed`). Keyed, so that nobody who chooses ids can choose collisions.
 */
export function createSipHash(key: Uint8Array): Hash128 {
  if (key.length !== 16) throw new RangeError(`a SipHash key has 16 bytes, not ${key.length}`)
  const words = [0, 4, 8, 12].map((at) => word(key, at))
  const state: State = new Int32Array(8)
  return (bytes, length, out, at) => {
    for (let half = 0; half < 8; half++) state[half] = INITIAL[half]! ^ words[half & 3]!
    state[2]! ^= 0xee
    const whole = length & ~7
    for (let offset = 0; offset < whole; offset += 8) absorb(state, word(bytes, offset), word(bytes, offset + 4))
    absorbRest(state, bytes, whole, length)
    state[4]! ^= 0xee
    squeeze(state, out, at)
    state[2]! ^= 0xdd
    squeeze(state, out, at + 2)
  }
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function absorb(state: State, low: number, high: number): void {
  state[6]! ^= low
  state[7]! ^= high
  rounds(state, 2)
  state[0]! ^= low
  state[1]! ^= high
}

/** The last word holds what is left of the bytes, and the length in its highest byte. */
function absorbRest(state: State, bytes: Uint8Array, from: number, length: number): void {
  let low = 0
  let high = length << 24
  for (let at = from; at < length; at++) {
    const shift = ((at - from) & 3) * 8
    if (at - from < 4) low |= bytes[at]! << shift
    else high |= bytes[at]! << shift
  }
  absorb(state, low, high)
}

function squeeze(state: State, out: Uint32Array, at: number): void {
  rounds(state, 4)
  out[at] = state[0]! ^ state[2]! ^ state[4]! ^ state[6]!
  out[at + 1] = state[1]! ^ state[3]! ^ state[5]! ^ state[7]!
}

/** Additions carry: the low halves' sum, as unsigned numbers, has overflowed where it is less than one of them. */
function rounds(state: State, count: number): void {
  let a = state[0]!,
    A = state[1]!,
    b = state[2]!,
    B = state[3]!
  let c = state[4]!,
    C = state[5]!,
    d = state[6]!,
    D = state[7]!
  let carried: number
  for (let round = 0; round < count; round++) {
    a = (a + b) | 0
    A = (A + B + (a >>> 0 < b >>> 0 ? 1 : 0)) | 0
    carried = b
    b = ((b << 13) | (B >>> 19)) ^ a
    B = ((B << 13) | (carried >>> 19)) ^ A
    carried = a
    a = A
    A = carried
    c = (c + d) | 0
    C = (C + D + (c >>> 0 < d >>> 0 ? 1 : 0)) | 0
    carried = d
    d = ((d << 16) | (D >>> 16)) ^ c
    D = ((D << 16) | (carried >>> 16)) ^ C
    a = (a + d) | 0
    A = (A + D + (a >>> 0 < d >>> 0 ? 1 : 0)) | 0
    carried = d
    d = ((d << 21) | (D >>> 11)) ^ a
    D = ((D << 21) | (carried >>> 11)) ^ A
    c = (c + b) | 0
    C = (C + B + (c >>> 0 < b >>> 0 ? 1 : 0)) | 0
    carried = b
    b = ((b << 17) | (B >>> 15)) ^ c
    B = ((B << 17) | (carried >>> 15)) ^ C
    carried = c
    c = C
    C = carried
  }
  state[0] = a
  state[1] = A
  state[2] = b
  state[3] = B
  state[4] = c
  state[5] = C
  state[6] = d
  state[7] = D
}
