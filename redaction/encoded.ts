const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NONE = 255

/** The value of each character by its code; base64url's `-` and `_` are as good as `+` and `/`. */
const VALUES = new Uint8Array(128).fill(NONE)
for (let value = 0; value < ALPHABET.length; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value
VALUES['-'.charCodeAt(0)] = 62
VALUES['_'.charCodeAt(0)] = 63

/** How much of a run is decoded to see what it holds: as long as a value may be. */
const DECODED = 4_096
/** Stretches of text that are shorter occur in anything. */
const SHORTEST = 12
/** So many groups of four characters lie in such a stretch, … */
const GROUPS = 3
/** … and each begins with a bit that is 0 in all text. */
const TEXTUAL = 32
const PRINTABLE = new Uint8Array(256).fill(1, 0x20, 0x7f)
for (const character of '\t\n\r') PRINTABLE[character.charCodeAt(0)] = 1

const bytes = new Uint8Array(DECODED)

/** The bytes that base64 (or base64url) stands for, as Latin-1 text; it ends where the alphabet does. */
export function decodeBase64(text: string): string {
  return latin1(0, decode(text, 0))
}

const NOTHING = { text: '', whole: false }

/** What base64 says, from one of its characters on: all of it, if that is text, else the stretches of text in it, a line each. */
export function textInBase64(run: string, from: number): { readonly text: string; readonly whole: boolean } {
  if (!mayBeText(run, from)) return NOTHING
  const length = decode(run, from)
  let text = ''
  let start = 0
  for (let at = 0; at <= length; at += 1) {
    if (at < length && PRINTABLE[bytes[at] ?? 0] === 1) continue
    if (at - start >= SHORTEST) text += `${text === '' ? '' : '\n'}${latin1(start, at)}`
    start = at + 1
  }
  return { text, whole: text.length === length }
}

/** A quick look: most names are no base64 of a text. */
function mayBeText(run: string, from: number): boolean {
  let groups = 0
  for (let index = from; index < run.length; index += 4) {
    if ((VALUES[run.charCodeAt(index)] ?? NONE) >= TEXTUAL) groups = 0
    else if ((groups += 1) === GROUPS) return true
  }
  return false
}

/** The text that hex digits stand for, two a character. */
export function decodeHex(digits: string): string {
  let text = ''
  for (let at = 0; at + 1 < digits.length; at += 2)
    text += String.fromCharCode(Number.parseInt(digits.slice(at, at + 2), 16))
  return text
}

/** Undoes `%2B` and its like, once; the text itself where there are none. */
export function decodePercent(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

/** Decodes into `bytes`; returns how many there are. */
function decode(text: string, from: number): number {
  let bits = 0
  let held = 0
  let length = 0
  for (let index = from; index < text.length && length < DECODED; index += 1) {
    const value = VALUES[text.charCodeAt(index)] ?? NONE
    if (value === NONE) break
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = (held >> bits) & 0xff
  }
  return length
}

function latin1(start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}
