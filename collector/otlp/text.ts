/** The longest value that is kept, in bytes (faults: F21). */
export const MAX_VALUE_BYTES = 4_096

/** A text that is not as it was sent. As an id it can't be used, for it would join strangers; elsewhere `text` is what is kept. */
export class Damaged {
  readonly text: string
  readonly fault: 'is not UTF-8' | 'is longer than 4096 bytes'

  constructor(text: string, fault: Damaged['fault']) {
    this.text = text
    this.fault = fault
  }
}

const loose = new TextDecoder('utf-8', { ignoreBOM: true })
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
const bytewise = new TextDecoder('latin1')

/** The text of a range of bytes. One that is too long is cut between two characters; wrong UTF-8 becomes U+FFFD. */
export function textAt(bytes: Uint8Array, start: number, end: number): string | Damaged {
  if (end - start > MAX_VALUE_BYTES) return cut(bytes, start)
  return end - start <= MAX_RECALLED_BYTES ? recalled(bytes, start, end) : decoded(bytes, start, end)
}

/** Longer texts are rarely the same. */
const MAX_RECALLED_BYTES = 64
const RECALLED = 4_096
const recent: (string | undefined)[] = Array.from({ length: RECALLED }, () => undefined)

/** Most texts are those of the record before. One that was made lately is found by its bytes, and not made again. */
function recalled(bytes: Uint8Array, start: number, end: number): string | Damaged {
  const place = placeOf(bytes, start, end)
  const known = recent[place]
  if (known !== undefined && says(known, bytes, start, end)) return known
  const text = decoded(bytes, start, end)
  if (typeof text === 'string') recent[place] = text
  return text
}

/** By some of its bytes: two texts in one place cost a miss, and no more. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  const step = (hash >> 3) + 1
  for (let index = end - 1; index >= start; index -= step) hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0
  return (hash ^ (hash >>> 12)) & (RECALLED - 1)
}

/** Of ASCII, which all other bytes differ from. */
function says(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let index = 0; index < text.length; index += 1) {
    const byte = bytes[start + index] ?? 0
    if (byte > 127 || text.charCodeAt(index) !== byte) return false
  }
  return true
}

/** As `textAt`, of any length. */
export function decoded(bytes: Uint8Array, start: number, end: number): string | Damaged {
  const range = bytes.subarray(start, end)
  const text = loose.decode(range)
  return text.includes('\ufffd') && !isUtf8(range) ? new Damaged(text, 'is not UTF-8') : text
}

function cut(bytes: Uint8Array, start: number): Damaged {
  let end = start + MAX_VALUE_BYTES
  while (end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return new Damaged(loose.decode(bytes.subarray(start, end)), 'is longer than 4096 bytes')
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** One character a byte, no two bytes alike: for hashing what has no id. */
export function bytesAsText(bytes: Uint8Array, start: number, end: number): string {
  return bytewise.decode(bytes.subarray(start, end))
}

/** Shortens a text that is at hand already. */
export function shortened(text: string): string | Damaged {
  if (text.length * 3 <= MAX_VALUE_BYTES) return text
  const bytes = new TextEncoder().encode(text)
  return textAt(bytes, 0, bytes.length)
}

const HEX = '0123456789abcdef'
const hexScratch = new Uint8Array(64)

/** Lower-case hex of at most 32 bytes; '' where all of them are zero, which OpenTelemetry calls no id. */
export function hexAt(bytes: Uint8Array, start: number, end: number): string {
  let any = 0
  for (let from = start, to = 0; from < end; from += 1) {
    const byte = bytes[from] ?? 0
    any |= byte
    hexScratch[to++] = HEX.charCodeAt(byte >> 4)
    hexScratch[to++] = HEX.charCodeAt(byte & 15)
  }
  return any === 0 ? '' : loose.decode(hexScratch.subarray(0, (end - start) * 2))
}
