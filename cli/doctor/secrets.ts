import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { engineProcess } from '../../clickhouse/io/data-directory.ts'
import { openSecrets } from '../system/data-directory.ts'
import type { Around } from './around.ts'
import { fail, ok, type Check, type Result } from './check.ts'

/** What others would learn: the keys that ids hang on and passwords, a token, under what tokens are signed, all data; and the mode that keeps it from them. */
const PRIVATE = { 'secrets.json': '600', 'run.json': '600', 'signing-keys.pem': '600', clickhouse: '700' }

const OF_OTHERS = 0o077

/** Whether the keys and passwords are there, are this program's to read, and are nobody else's. */
export const secrets: Check<Around> = {
  name: 'secrets',
  look: async ({ place }) => [await readSecrets(place.dataDir), ...(await exposed(place.dataDir))],
}

async function readSecrets(dataDir: string): Promise<Result> {
  const path = join(dataDir, 'secrets.json')
  if (await isThere(path)) {
    const { format } = await openSecrets(dataDir)
    return ok(path, `can be read, format ${format}`)
  }
  if ((await engineProcess(dataDir)) === undefined) return ok(path, 'is not there yet; it is made with the first data')
  const what = 'is gone, and data are there: under other keys their ids would not be found again'
  return fail(path, what, 'restore it from a backup before anything is started on this directory')
}

async function exposed(dataDir: string): Promise<Result[]> {
  const looked = Object.entries(PRIVATE).map(async ([name, mode]) => {
    const path = join(dataDir, name)
    const found = await modeOf(path)
    if ((found & OF_OTHERS) === 0) return []
    return [fail(path, `others can open it (mode ${found.toString(8)})`, `chmod ${mode} ${path}`)]
  })
  return (await Promise.all(looked)).flat()
}

/** Of what is not there, nothing is open. */
function modeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mode }) => mode & 0o777,
    () => 0,
  )
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false
      throw error
    },
  )
}
