import { ATTRIBUTES, EVENT_NAME_ATTRIBUTES, KEPT_NAMES, KEPT_PREFIXES, isKept } from '../../schemas/vocabulary.ts'
import type { VocabularyAttribute } from '../../schemas/vocabulary.ts'
import { textAt } from './text.ts'

/** The key of an attribute that is read. */
export interface Key {
  readonly name: string
  /** It is of the vocabulary, and not merely kept. */
  readonly ours: boolean
}

/** The longest key that is kept, in bytes (faults: F24). */
const MAX_KEY_BYTES = 256

/** Stands for a key that would be kept if it were shorter. */
export const TOO_LONG: Key = { name: '', ours: false }

const known = new Map<string, Key>(KEPT_NAMES.map((name) => [name, { name, ours: false }]))
for (const name of EVENT_NAME_ATTRIBUTES) known.set(name, { name, ours: true })
for (const [name, attribute] of Object.entries<VocabularyAttribute>(ATTRIBUTES)) {
  const key = { name, ours: true }
  for (const spelling of [name, ...(attribute.was ?? [])]) known.set(spelling, key)
}

/** The key of that name, or null where it is none of ours. */
export function keyNamed(name: string): Key | null {
  const key = known.get(name)
  if (key || !KEPT_PREFIXES.some((prefix) => name.startsWith(prefix))) return key ?? null
  if (name.length > MAX_KEY_BYTES) return TOO_LONG
  return isKept(name) ? { name, ours: false } : null
}

const BUCKETS = 1_024
const buckets: { readonly bytes: Uint8Array; readonly key: Key }[][] = Array.from({ length: BUCKETS }, () => [])

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0

function bucketOf(bytes: Uint8Array, start: number, end: number): number {
  const mixed = at(bytes, end - 1) * 31 + at(bytes, end - 3) * 67 + at(bytes, (start + end) >> 1) * 131
  return (mixed + (end - start) * 257 + at(bytes, start)) & (BUCKETS - 1)
}

for (const [name, key] of known) {
  const bytes = new TextEncoder().encode(name)
  buckets[bucketOf(bytes, 0, bytes.length)]?.push({ bytes, key })
}
const prefixes = KEPT_PREFIXES.map((prefix) => new TextEncoder().encode(prefix))
const beginsPrefix = new Uint8Array(256)
for (const prefix of prefixes) beginsPrefix[at(prefix, 0)] = 1

function startsWith(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false
  for (let index = 0; index < prefix.length; index += 1) if (bytes[start + index] !== prefix[index]) return false
  return true
}

/** The key that lies in these bytes: no text is made of those that are none of ours, which are most. */
export function keyAt(bytes: Uint8Array, start: number, end: number): Key | null {
  const candidates = buckets[bucketOf(bytes, start, end)]
  if (candidates !== undefined) {
    for (const { bytes: own, key } of candidates) {
      if (own.length === end - start && startsWith(bytes, start, end, own)) return key
    }
  }
  if (beginsPrefix[at(bytes, start)] === 0) return null
  for (const prefix of prefixes) if (startsWith(bytes, start, end, prefix)) return prefixed(bytes, start, end)
  return null
}

function prefixed(bytes: Uint8Array, start: number, end: number): Key | null {
  if (end - start > MAX_KEY_BYTES) return TOO_LONG
  const name = textAt(bytes, start, end)
  return typeof name === 'string' ? keyNamed(name) : null
}
