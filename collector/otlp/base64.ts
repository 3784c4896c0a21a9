import { Damaged, MAX_VALUE_BYTES } from './text.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const LONGEST = (MAX_VALUE_BYTES / 4) * 3

/** Base64 of a range of bytes, as OTLP/JSON writes a value of bytes; cut where it is longer than a value may be. */
export function base64At(bytes: Uint8Array, start: number, end: number): string | Damaged {
  if (end - start > LONGEST) return new Damaged(encode(bytes, start, start + LONGEST), 'is longer than 4096 bytes')
  return encode(bytes, start, end)
}

function encode(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let from = start; from < end; from += 3) {
    const triple = ((bytes[from] ?? 0) << 16) | (within(bytes, from + 1, end) << 8) | within(bytes, from + 2, end)
    for (let shift = 18, left = end - from; shift >= 0; shift -= 6, left -= 1) {
      text += left < 0 ? '=' : (ALPHABET[(triple >> shift) & 63] ?? '')
    }
  }
  return text
}

function within(bytes: Uint8Array, index: number, end: number): number {
  return index < end ? (bytes[index] ?? 0) : 0
}
