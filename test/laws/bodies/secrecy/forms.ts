import type { Canary } from '../../../../redaction/canaries/canaries.ts'

/** How a secret may be written where it does not belong. */
export const WRITINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'in a sentence': (text) => `failed with ${text} at 12:00`,
  'in JSON': (text) => JSON.stringify({ message: text }),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'a sentence in base64': (text) => Buffer.from(`failed with ${text} at 12:00`).toString('base64'),
  'bytes before it in base64': (text) => Buffer.from(`\0\u0001${text}`).toString('base64'),
  'base64 behind a name': (text) => `names/${Buffer.from(text).toString('base64url')}`,
  'base64 behind a short name': (text) => `a/${Buffer.from(text).toString('base64url')}`,
  'base64 twice': (text) => twice(text, 'base64'),
  'base64url twice': (text) => twice(text, 'base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  percent: (text) => encodeURIComponent(text),
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
}

/** What they are called. */
export const WRITING_NAMES: readonly string[] = Object.keys(WRITINGS)

function twice(text: string, alphabet: 'base64' | 'base64url'): string {
  return Buffer.from(Buffer.from(text).toString(alphabet)).toString(alphabet)
}

/** How a secret looks wherever it stands in something that was encoded: base64 has three forms by what stands before it. */
export function formsOf(secret: string): readonly string[] {
  const once = shifted(secret)
  const hex = Buffer.from(secret).toString('hex')
  return [secret, encodeURIComponent(secret), hex, hex.toUpperCase(), ...once, ...once.flatMap(shifted)]
}

/** Base64 of a text behind no, one and two other bytes: what hangs on these alone. */
function shifted(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + text).toString('base64')
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + text.length) * 8) / 6))
  })
}

/** All that must be found nowhere. */
export const needlesOf = ({ secrets }: Canary): readonly string[] => [...new Set(secrets.flatMap(formsOf))]
