import { createSipHash } from './siphash.ts'
import { BYTES_A_UNIT, writeUtf8 } from './utf8.ts'

/** What a key stands for; its first letter goes into the hash, so that a workload and a credential of one id differ. */
export type KeyKind = 'credential' | 'workload' | 'identity' | 'owner' | 'event' | 'rejected'

/** The key of nothing: no id hashes to it but by chance of 2⁻¹²⁸. */
export const KEY_WORDS = 4

/** Whether four words are no key at all. */
export function isNoKey(keys: Uint32Array, at: number): boolean {
  return (keys[at]! | keys[at + 1]! | keys[at + 2]! | keys[at + 3]!) === 0
}

/** Makes 128-bit keys under one hash key, which is made once a deployment (semantics: Entities and keys). */
export interface Keyring {
  /** Which hash key it is, in hex: the same under the same one, and it says nothing else of it. */
  readonly id: string
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
  const text = new JoinedText()
  const key = (kind: string, parts: readonly string[], out: Uint32Array, at: number) => {
    text.begin(kind)
    for (const part of parts) text.join(part)
    hash(text.bytes, text.length, out, at)
  }
  const id = new Uint32Array(KEY_WORDS)
  key('keyring', [], id, 0)
  return { id: [...id.subarray(0, 2)].map((word) => word.toString(16).padStart(8, '0')).join(''), key }
}

/** Texts joined by NUL, as UTF-8 bytes that are written over each time. */
class JoinedText {
  bytes = new Uint8Array(4_096)
  length = 0

  begin(text: string): void {
    this.length = 0
    this.#write(text)
  }

  join(text: string): void {
    this.bytes[this.length++] = 0
    this.#write(text)
  }

  /** Leaves room for the NUL that may follow. */
  #write(text: string): void {
    const room = this.length + text.length * BYTES_A_UNIT + 1
    if (room > this.bytes.length) this.#enlarge(room)
    this.length = writeUtf8(text, this.bytes, this.length)
  }

  #enlarge(least: number): void {
    const larger = new Uint8Array(least * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}
