import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transmitter } from '../../alerts/endpoint.ts'
import {
  KeysUnusable,
  keysIn,
  newKey,
  publishedKeys,
  readKeys,
  signed,
  type SigningKeys,
} from '../../alerts/io/signing.ts'
import { prepareDirectory, writePrivate } from '../../clickhouse/io/data-directory.ts'
import type { AlertsSettings } from '../config/alerts-settings.ts'

/** Who signs security event tokens, and what others verify them with. */
export interface Signer extends Pick<Transmitter, 'issuer' | 'sign'> {
  /** The public keys (RFC 7517, 5). */
  published(): Promise<object>
}

const fileOf = (dataDir: string): string => join(dataDir, 'signing-keys.pem')

/** Who signs; undefined where nobody takes tokens. Throws where there are keys that can't be used. */
export async function openSigner(
  dataDir: string,
  transmitter: AlertsSettings['transmitter'] | undefined,
): Promise<Signer | undefined> {
  if (!transmitter) return undefined
  const { issuer, keys: said } = transmitter
  const keys = said === null ? keysOf(dataDir) : await configured(said)
  await keys()
  return {
    issuer,
    sign: async (claims) => signed(claims, await keys()),
    published: async () => publishedKeys(await keys()),
  }
}

type Keys = () => Promise<SigningKeys>

async function configured(pem: string): Promise<Keys> {
  const keys = await readKeys(pem).catch((error: unknown) => {
    throw new Error(`alerts.signing_keys: ${(error as Error).message}`)
  })
  return async () => keys
}

/** The keys of a data directory, made where there are none, and read again when they have changed. */
function keysOf(dataDir: string): Keys {
  const path = fileOf(dataDir)
  let [known, read] = ['', Promise.resolve<SigningKeys | null>(null)]
  return async () => {
    const mark = await markOf(path)
    if (mark === null) await makeKeys(dataDir)
    if (mark === null || mark !== known) [known, read] = [(await markOf(path)) ?? '', readFrom(path)]
    return (await read)!
  }
}

/** What tells one state of a file from another; null where it is not there. */
function markOf(path: string): Promise<string | null> {
  return stat(path, { bigint: true }).then(
    ({ ino, mtimeNs }) => `${ino} ${mtimeNs}`,
    () => null,
  )
}

async function readFrom(path: string): Promise<SigningKeys> {
  try {
    return await readKeys(await readFile(path, 'utf8'))
  } catch (error) {
    const what = error instanceof KeysUnusable ? error.message : (error as NodeJS.ErrnoException).code
    throw new KeysUnusable(`${path}: ${what}: restore it from a backup, or move it away: then a new key is made`)
  }
}

async function makeKeys(dataDir: string, before = ''): Promise<void> {
  await prepareDirectory(dataDir)
  await writePrivate(fileOf(dataDir), `${await newKey()}${before}\n`)
}

/** Makes a new key, which signs from now on; the one before it is still published, unless it is `compromised`. */
export async function rotateKey(dataDir: string, compromised: boolean): Promise<void> {
  const before = compromised ? '' : await readFile(fileOf(dataDir), 'utf8').catch(() => '')
  await makeKeys(dataDir, keysIn(before)[0])
}
