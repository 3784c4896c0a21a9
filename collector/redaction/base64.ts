const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NONE = 255

/** The value of each character by its code; base64url's `-` and `_` are as good as `+` and `/`. */
const VALUES = new Uint8Array(128).fill(NONE)
for (let value = 0; value < ALPHABET.length; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value
VALUES['-'.charCodeAt(0)] = 62
VALUES['_'.charCodeAt(0)] = 63

/** The bytes that base64 (or base64url) stands for, as Latin-1 text; it ends where the alphabet does. */
export function decodeBase64(text: string): string {
  let bits = 0
  let held = 0
  let decoded = ''
  for (let index = 0; index < text.length; index += 1) {
    const value = VALUES[text.charCodeAt(index)] ?? NONE
    if (value === NONE) break
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    decoded += String.fromCharCode((held >> bits) & 0xff)
  }
  return decoded
}
