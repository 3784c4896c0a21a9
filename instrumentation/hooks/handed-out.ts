import { identify, type Credential } from '../credential.ts'
import { credentials } from '../credentials.ts'
import { shared } from '../shared.ts'

/**
 * Tells of a credential that a library hands out. It is issued the first time: libraries keep what they were given and hand it out again, and some
 * are made of others that are observed as well.
 */
export function handedOut(credential: Credential): void {
  const identified = identify(credential)
  if (identified === null) return
  const { handed } = shared()
  const name = `${identified.issuer}\0${identified.id}`
  if (handed.get(name) === true) return
  handed.set(name, true)
  credentials.issued(credential)
}

/** When what is good for so many seconds from now ends; unknown where that is no number. */
export function endAfter(seconds: unknown): Date | undefined {
  const lasts = typeof seconds === 'string' ? Number.parseFloat(seconds) : seconds
  return typeof lasts === 'number' && Number.isFinite(lasts) ? new Date(Date.now() + lasts * 1_000) : undefined
}
