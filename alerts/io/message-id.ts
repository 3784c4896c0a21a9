import { createHash } from 'node:crypto'

const HEX_OF_128_BITS = 32

/** An id that follows from what it is of (semantics: ids by SHA-256, fields joined by NUL). */
export function idOf(kind: 'msg' | 'grp', parts: readonly string[]): string {
  return `${kind}_${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HEX_OF_128_BITS)}`
}
