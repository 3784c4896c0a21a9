import { createHmac, randomBytes } from 'node:crypto'
import { isSecret, redact } from '../redaction/redact.ts'
import { complain } from './safely.ts'
import type { Recent } from './recent.ts'
import { shared } from './shared.ts'

const KEY_BYTES = 32
const KEY_HEX = /^[0-9a-f]{64}$/i
const VARIABLE = 'LIFESPAN_FINGERPRINT_KEY'
/** The collector cuts longer ones. */
const LONGEST_TEXT = 4_096

/** Sets the key under which secrets become ids: 64 hex digits, the `fingerprintKey` of the deployment. What is no such key is a complaint. */
export function useKey(said: unknown): void {
  const hex = String(said).trim()
  if (!KEY_HEX.test(hex))
    return complain(`the fingerprint key is not ${KEY_BYTES * 2} hex digits: it is not used`, 'LIFESPAN_BAD_KEY')
  shared().key = Buffer.from(hex, 'hex')
  const { hashes, bytes, ids, named } = shared()
  for (const made of [hashes, bytes, ids, named]) made.clear()
}

/** The id of a secret: a keyed hash (HMAC-SHA256, 128 bits of it), the same that the collector makes under the same key. */
export function fingerprint(secret: string | Uint8Array): string {
  const { hashes, bytes } = shared()
  if (typeof secret === 'string') return kept(hashes, secret, hashed)
  const { buffer, byteOffset, byteLength } = secret
  return kept(bytes, Buffer.from(buffer, byteOffset, byteLength).toString('latin1'), () => hashed(secret))
}

/** An id as it may be told. What looks like a secret was meant to be one. */
export function publicId(id: string): string {
  return kept(shared().ids, id, () => (isSecret(id) ? hashed(id) : id.slice(0, LONGEST_TEXT)))
}

/** A text as it may be told. It is looked at beyond where it is cut: half a secret does not look like one. */
export function publicText(text: string): string {
  return kept(shared().texts, text, () => redact(text.slice(0, 2 * LONGEST_TEXT)).text.slice(0, LONGEST_TEXT))
}

function hashed(secret: string | Uint8Array): string {
  return `hmac:${createHmac('sha256', key()).update(secret).digest('hex').slice(0, 32)}`
}

function key(): Uint8Array {
  const state = shared()
  if (state.key !== null) return state.key
  const configured = process.env[VARIABLE]
  if (configured !== undefined) useKey(configured)
  else complain(`no ${VARIABLE}: secrets have ids that no other process would give them`, 'LIFESPAN_NO_KEY')
  return (state.key ??= randomBytes(KEY_BYTES))
}

function kept(known: Recent<string>, text: string, make: (text: string) => string): string {
  const found = known.get(text)
  if (found !== undefined) return found
  const made = make(text)
  known.set(text, made)
  return made
}
