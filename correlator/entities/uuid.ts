/** Characters of a UUID as it is written: 32 digits in groups of 8, 4, 4, 4 and 12 (RFC 9562, 4). */
export const UUID_CHARACTERS = 36
export const UUID_BYTES = 16

const DASH = 0x2d
const DASHES = [8, 13, 18, 23] as const
/** Where the two digits of each byte stand. */
const DIGITS = Uint8Array.from(
  Array.from({ length: UUID_CHARACTERS }, (_, at) => at).filter((at) => !DASHES.includes(at as 8)),
)

/** The value of each lower-case hexadecimal digit, by its code; NO_DIGIT for all else: an id must come back as it was. */
const NO_DIGIT = 0xff
const VALUES = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code))
  return value < 0 ? NO_DIGIT : value
})

/** Packs a text of 36 bytes into 16, if it is a UUID in lower case; says whether it is. */
export function packUuid(text: Uint8Array, from: number, into: Uint8Array, at: number): boolean {
  for (const dash of DASHES) if (text[from + dash] !== DASH) return false
  let seen = 0
  for (let byte = 0; byte < UUID_BYTES; byte++) {
    const high = VALUES[text[from + DIGITS[2 * byte]!]!]!
    const low = VALUES[text[from + DIGITS[2 * byte + 1]!]!]!
    seen |= high | low
    into[at + byte] = (high << 4) | low
  }
  return seen < 16
}

/** The two digits of each byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const GROUPS = [4, 6, 8, 10]

/** The text of a packed UUID. */
export function unpackUuid(bytes: Uint8Array, at: number): string {
  let text = ''
  for (let byte = 0; byte < UUID_BYTES; byte++) text += (GROUPS.includes(byte) ? '-' : '') + HEX[bytes[at + byte]!]!
  return text
}
