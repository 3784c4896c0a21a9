/** What is wrong with a token, as receivers say it (IANA: Security Event Token Error Codes; RFC 8935, 2.4). */
const CODES = [
  'invalid_request',
  'invalid_key',
  'invalid_issuer',
  'invalid_audience',
  'authentication_failed',
  'access_denied',
]

/** A code that is known; null for all others: a text of a receiver's own may quote what it was sent. */
export const knownCode = (code: unknown): string | null => CODES.find((one) => one === code) ?? null

/** The code in an answer that refuses a token (RFC 8935, 2.3); null where there is none that is known. */
export function codeIn(answer: string): string | null {
  try {
    return knownCode((JSON.parse(answer) as { readonly err?: unknown } | null)?.err)
  } catch {
    return null
  }
}
