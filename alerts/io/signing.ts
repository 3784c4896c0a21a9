import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK } from 'jose'

/** A key under which tokens are signed, and what others see of it. */
interface SigningKey {
  readonly key: KeyObject
  readonly alg: string
  readonly kid: string
  readonly jwk: JWK
}

/** The keys of a transmitter: the first signs, all are published. */
export type SigningKeys = readonly [SigningKey, ...SigningKey[]]

/** The least that is signed with (RFC 7518, 3.3), and what new keys have. */
const RSA_BITS = 2_048
const PEM = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g

/** Keys that can't be used. Its message says how to mend that, and nothing of a key. */
export class KeysUnusable extends Error {
  readonly code = 'SIGNING_KEYS_UNUSABLE'
}

/** A new key (PKCS 8, PEM): RSA, for receivers that want no other (CAEP Interoperability Profile 1.0, Event Signatures: RS256). */
export async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS })
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

/** The keys in a text, each by itself. */
export const keysIn = (pem: string): readonly string[] => pem.match(PEM) ?? []

/** Reads keys that follow one another. Throws `KeysUnusable` where there is none, or one is of no use. */
export async function readKeys(pem: string): Promise<SigningKeys> {
  const [first, ...others] = await Promise.all(keysIn(pem).map(readKey))
  if (first === undefined) throw new KeysUnusable('there is no private key in PEM (BEGIN PRIVATE KEY)')
  return [first, ...others]
}

async function readKey(pem: string): Promise<SigningKey> {
  const key = parsed(pem)
  const alg = algorithmOf(key)
  const jwk = await exportJWK(createPublicKey(key))
  const kid = await calculateJwkThumbprint(jwk)
  return { key, alg, kid, jwk: { ...jwk, kid, alg, use: 'sig' } }
}

function parsed(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new KeysUnusable('a private key is damaged: put it there again as a whole')
  }
}

/** By which a key signs (RFC 7518, 3.1). */
function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): string {
  if (type === 'rsa' && (details.modulusLength ?? 0) >= RSA_BITS) return 'RS256'
  if (type === 'ec' && details.namedCurve === 'prime256v1') return 'ES256'
  throw new KeysUnusable(`a key is neither RSA of ${RSA_BITS} bits or more nor of the curve P-256`)
}

/** Signs claims as a security event token (RFC 8417, 2.3). */
export function signed(claims: object, [{ key, alg, kid }]: SigningKeys): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ: 'secevent+jwt' }).sign(key)
}

/** What others verify tokens with (RFC 7517, 5): nothing private. */
export const publishedKeys = (keys: SigningKeys): { readonly keys: readonly JWK[] } => ({
  keys: keys.map(({ jwk }) => jwk),
})
