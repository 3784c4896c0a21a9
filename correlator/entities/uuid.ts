/** Characters of a UUID as it is written: 32 digits in groups of 8, 4, 4, 4 and 12 (RFC 9562, 4). */
export const UUID_CHARACTERS = 36
export const UUID_BYTES = 16

const DASH = 0x2d
const isDash = (character: number) => character === 8 || character === 13 || character === 18 || character === 23

/** The value of each lower-case hexadecimal digit, by its code; 255 for all else: an id must come back as it was. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code))
  return value < 0 ? 255 : value
})

/** Packs a text of 36 bytes into 16, if it is a UUID in lower case; says whether it is. */
export function packUuid(text: Uint8Array, from: number, into: Uint8Array, at: number): boolean {
  let digits = 0
  for (let character = 0; character < UUID_CHARACTERS; character++) {
    const code = text[from + character]!
    if (isDash(character)) {
      if (code !== DASH) return false
      continue
    }
    const digit = DIGITS[code]!
    if (digit === 255) return false
    const byte = at + (digits >> 1)
    into[byte] = digits % 2 === 0 ? digit << 4 : into[byte]! | digit
    digits++
  }
  return true
}

/** The text of a packed UUID. */
export function unpackUuid(bytes: Uint8Array, at: number): string {
  const digits = Array.from(bytes.subarray(at, at + UUID_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
