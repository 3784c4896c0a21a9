import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { createKeyring, KEY_WORDS } from '../../schemas/keys.ts'
import { keysFrom, openSecrets } from '../system/data-directory.ts'
import { fail, ok, warn, type Check, type Result } from './check.ts'
import type { Stored } from './around.ts'

/** Rows lie in the order of their keys, which are random: the first ones are a sample. */
const SAMPLE = 1_000

interface Keyed {
  readonly key: string
  readonly tenant: string
  readonly issuer: string
  readonly id: string
}

/** Whether keys stand for one id each, and are those that this directory's hash key makes. */
export const keys: Check<Stored> = {
  name: 'keys',
  look: async ({ client, place, key }) => [
    await lookAtConflicts(client),
    await lookAtHashKey(client, place.dataDir, key),
  ],
}

async function lookAtConflicts(client: ClickHouse): Promise<Result> {
  const [row] = await client.rows<{ found: string }>('SELECT count() AS found FROM analyst.key_conflicts')
  const where = 'analyst.key_conflicts'
  if (row!.found === '0') return ok(where, 'every key stands for one id')
  return fail(
    where,
    `keys that stand for two ids each: ${row!.found}`,
    'see which: npx lifespan query keys-with-two-ids',
  )
}

async function lookAtHashKey(client: ClickHouse, dataDir: string, key: string | null): Promise<Result> {
  const path = join(dataDir, 'secrets.json')
  const sample = await client.rows<Keyed>(
    `SELECT lower(hex(key)) AS key, tenant, issuer, id FROM lifespan.credential WHERE id != '' LIMIT ${SAMPLE}`,
  )
  const isThere = await stat(path).catch(() => null)
  if (sample.length === 0) return ok(path, 'no key hangs on it yet')
  if (isThere === null && key !== null) return compare(sample, 'key (LIFESPAN_KEY)', keysFrom(key).hashKey)
  if (isThere === null) return warn(path, 'is not there, and data are', 'name the directory that `up` uses with --data')
  return compare(sample, path, (await openSecrets(dataDir)).hashKey)
}

function compare(sample: readonly Keyed[], where: string, hashKey: string): Result {
  const different = differing(sample, Buffer.from(hashKey, 'hex'))
  if (different === 0) return ok(where, 'its hash key is that of the data')
  const what = `its hash key is not that of the data: other keys for ${different} of ${sample.length} ids`
  return fail(
    where,
    what,
    'take the one that belongs to these data, from a backup say: ids are not found again under another',
  )
}

function differing(sample: readonly Keyed[], hashKey: Uint8Array): number {
  const keyring = createKeyring(hashKey)
  const words = new Uint32Array(KEY_WORDS)
  return sample.filter(({ key, tenant, issuer, id }) => {
    keyring.key('credential', [tenant, issuer, id], words, 0)
    return Buffer.from(words.buffer).toString('hex') !== key
  }).length
}
