/** A source of numbers below 1. */
export type Draw = () => number

/** Numbers that are the same in every run. */
export function seeded(seed: number): Draw {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

// What secrets are drawn from.
export const LOWER = 'abcdefghijklmnopqrstuvwxyz'
export const UPPER = LOWER.toUpperCase()
export const DIGITS = '0123456789'
export const BASE62 = UPPER + LOWER + DIGITS
export const BASE64 = `${BASE62}+/`
export const BASE64URL = `${BASE62}-_`
export const BASE32 = `${UPPER}234567`
export const HEX = `${DIGITS}abcdef`

/** So many characters of an alphabet. */
export function drawn(draw: Draw, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(draw() * alphabet.length)]).join('')
}

/** Base64url of ASCII, by hand: this folder knows no Buffer. */
export function base64url(text: string): string {
  const bits = Array.from(text, (character) => character.charCodeAt(0).toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,6}/g) ?? []
  return groups.map((group) => BASE64URL[Number.parseInt(group.padEnd(6, '0'), 2)]).join('')
}

/** Base64 of ASCII. */
export function base64(text: string): string {
  const plain = base64url(text).replaceAll('-', '+').replaceAll('_', '/')
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')
}
