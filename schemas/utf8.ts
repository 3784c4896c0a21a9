const LAST_ASCII = 127

/** A UTF-16 unit takes at most so many bytes. */
export const BYTES_A_UNIT = 3

const encoder = new TextEncoder()

/**
 * Writes a text as UTF-8 from `at` on and returns where it ends. There must be room for three bytes a unit. Nearly all texts are short
 * and ASCII, for which a loop is several times faster than the encoder.
 */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
  for (let unit = 0; unit < text.length; unit++) {
    const code = text.charCodeAt(unit)
    if (code > LAST_ASCII) return at + unit + encoder.encodeInto(text.slice(unit), bytes.subarray(at + unit)).written
    bytes[at + unit] = code
  }
  return at + text.length
}
