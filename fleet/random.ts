/** A seeded source of chance: the same seed draws the same things, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number, both ends included. */
  between(from: number, to: number): number
  pick<const Choices extends readonly [unknown, ...unknown[]]>(choices: Choices): Choices[number]
  chance(probability: number): boolean
  hex(length: number): string
  /** From the alphabet given, such as base 32 for key ids. */
  letters(length: number, alphabet: string): string
  /** Version 4 in form; its bits come from the seed. */
  uuid(): string
  /** Another source that depends on this one's seed and the label alone, not on what was drawn before. */
  fork(label: string): Random
}

/** Starts a source of chance from any text. */
export function createRandom(seed: string): Random {
  const next = sfc32(...hash128(seed))
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const letters = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet.charAt(between(0, alphabet.length - 1))).join('')
  const hex = (length: number) => letters(length, '0123456789abcdef')
  return {
    next,
    between,
    letters,
    hex,
    pick: (choices) => choices[between(0, choices.length - 1)],
    chance: (probability) => next() < probability,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${letters(1, '89ab')}${hex(3)}-${hex(12)}`,
    fork: (label) => createRandom(`${seed}/${label}`),
  }
}

/** Small fast counter (sfc32): 128 bits of state, good enough for ids that must not collide by accident. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  const step = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 15; round++) step()
  return step
}

/** Four 32-bit numbers from a text, each stirred into the next (cyrb128). */
function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, 2869860233)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, 2716044179)
  }
  return [a, b, c, d]
}
