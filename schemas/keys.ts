import { createSipHash } from './siphash.ts'

/** What a key stands for; its first letter goes into the hash, so that a workload and a credential of one id differ. */
export type KeyKind = 'credential' | 'workload' | 'identity' | 'owner' | 'event'

/** The key of nothing: no id hashes to it but by chance of 2⁻¹²⁸. */
export const KEY_WORDS = 4

/** Makes 128-bit keys under one hash key, which is made once a deployment (semantics: Entities and keys). */
export interface Keyring {
  /** Writes the key of the parts into four words of `out`, from `at` on. No part may hold NUL, which joins them. */
  key(kind: KeyKind, parts: readonly string[], out: Uint32Array, at: number): void
}

const SLOTS = 1_024

/** Where a row lives: the low 10 bits of its key. */
export function slotOf(firstWord: number): number {
  return firstWord & (SLOTS - 1)
}

export { SLOTS }

/** A keyring under a hash key of 16 bytes. */
export function createKeyring(hashKey: Uint8Array): Keyring {
  const hash = createSipHash(hashKey)
  const encoder = new TextEncoder()
  let scratch = new Uint8Array(4_096)
  return {
    key(kind, parts, out, at) {
      const text = kind + '\0' + parts.join('\0')
      if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 3)
      hash(scratch, encoder.encodeInto(text, scratch).written, out, at)
    },
  }
}
