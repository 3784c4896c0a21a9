import { hkdfSync, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../clickhouse/fault.ts'
import { prepareDirectory, writePrivate } from '../../clickhouse/io/data-directory.ts'

/** The form of the data directory. A newer one than the program's is refused. */
const FORMAT = 1

/** The keys of a deployment. */
export interface Keys {
  /** 16 bytes in hex: under it ids become keys (SipHash). */
  readonly hashKey: string
  /** 32 bytes in hex: under it secrets become fingerprints (HMAC-SHA256). */
  readonly fingerprintKey: string
}

/** What is made once for a data directory, and stays: keys that ids hang on, and the users' passwords. */
export interface Secrets extends Keys {
  readonly format: number
  readonly passwords: { readonly lifespan: string; readonly analyst: string }
}

/** The keys that follow from one text (HKDF, RFC 5869): the same wherever it is configured. */
export function keysFrom(text: string): Keys {
  const derived = (what: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', text, '', `lifespan ${what}`, bytes)).toString('hex')
  return { hashKey: derived('ids', 16), fingerprintKey: derived('fingerprints', 32) }
}

/**
 * Reads the secrets of a data directory, or makes them (0600): keys that follow from `key`, or of its own. Throws `DATA_DIR_UNUSABLE`,
 * also where a newer Lifespan made it, where there are data without them, and where its keys follow from another key.
 */
export async function openSecrets(dataDir: string, key: string | null = null): Promise<Secrets> {
  await prepareDirectory(dataDir)
  const path = join(dataDir, 'secrets.json')
  const known = await readJson<Secrets>(path)
  if (known === null) {
    await refuseOrphans(dataDir, path)
    return makeSecrets(path, key)
  }
  if (known.format > FORMAT) {
    throw new Fault(
      'DATA_DIR_UNUSABLE',
      `${dataDir} was written by a newer Lifespan (format ${known.format}): run that one, or name another directory with --data`,
    )
  }
  if (key !== null && keysFrom(key).hashKey !== known.hashKey) refuseOtherKey(dataDir)
  return known
}

function refuseOtherKey(dataDir: string): never {
  const what = `the data in ${dataDir} were made under another key than the one that is configured`
  throw new Fault('DATA_DIR_UNUSABLE', `${what}: configure that one (key, LIFESPAN_KEY), or name another directory`)
}

/** Data whose ids hang on keys that are gone would look whole, and nothing new would be found about them. */
async function refuseOrphans(dataDir: string, path: string): Promise<void> {
  if ((await readJson(join(dataDir, 'engine.json'))) === null) return
  const what = `${path} is missing, and there are data whose keys and passwords stand in it`
  throw new Fault(
    'DATA_DIR_UNUSABLE',
    `${what}: restore it from a backup, or name an empty directory with --data and ingest again`,
  )
}

/** New secrets, which are kept nowhere. */
export function newSecrets(): Secrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex')
  const passwords = { lifespan: hex(16), analyst: hex(12) }
  return { format: FORMAT, hashKey: hex(16), fingerprintKey: hex(32), passwords }
}

async function makeSecrets(path: string, key: string | null): Promise<Secrets> {
  const secrets = { ...newSecrets(), ...(key === null ? {} : keysFrom(key)) }
  await writePrivate(path, `${JSON.stringify(secrets, null, 2)}\n`)
  return secrets
}

/** Reads a JSON file; null where there is none. Throws `DATA_DIR_UNUSABLE` where it can't be read or is no JSON. */
export async function readJson<T>(path: string): Promise<T | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR'].includes(code)) return null
    throw new Fault('DATA_DIR_UNUSABLE', `cannot read ${path} (${code}): let this user read it`, { cause })
  }
  try {
    const value: T = JSON.parse(text)
    return value
  } catch (cause) {
    throw new Fault(
      'DATA_DIR_UNUSABLE',
      `${path} is damaged: restore it from a backup, or start with an empty data directory`,
      { cause },
    )
  }
}
