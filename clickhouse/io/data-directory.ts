import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '../fault.ts'
import { isAlive, startOf } from './process-life.ts'

interface Owner {
  /** The process that started the engine, when that one began, and the engine's own. */
  readonly owner: number
  readonly began: string
  readonly engine: number
}

/** Makes the data directory and the engine's folder in it, for this user alone. Throws `DATA_DIR_UNUSABLE`. */
export async function prepareDirectory(dataDir: string): Promise<void> {
  try {
    await makeFolder(join(dataDir, 'clickhouse'))
  } catch (cause) {
    throw unusable(dataDir, cause)
  }
}

/** Makes a folder and those above it. Node's `recursive` never ends where a folder that is there takes no other (`/proc`). */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  await makeFolder(dirname(path))
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    if (!(await isFolder(path))) throw error
  })
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Writes a file that only this user can read, all or nothing. */
export async function writePrivate(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.new`, text, { mode: 0o600 })
    await rename(`${path}.new`, path)
  } catch (cause) {
    throw unusable(path, cause)
  }
}

/** Records whose the directory is. Call it only once the engine holds it. */
export async function hold(dataDir: string, engine: number): Promise<void> {
  const owner: Owner = { owner: process.pid, began: await startOf(process.pid), engine }
  return writePrivate(join(dataDir, 'engine.json'), `${JSON.stringify(owner)}\n`)
}

/** The process of the engine that held the directory last, or holds it. */
export async function engineProcess(dataDir: string): Promise<number | undefined> {
  return (await readOwner(dataDir))?.engine
}

/** Throws `DATA_DIR_IN_USE`, naming the process, if the owner lives or if `patienceIsOver`. An engine without an owner ends soon. */
export async function refuseIfOwned(dataDir: string, patienceIsOver: boolean): Promise<void> {
  const found = await readOwner(dataDir)
  const lives = found !== undefined && (await isAlive(found.owner, found.began))
  if (!lives && !patienceIsOver) return
  const who = lives
    ? `process ${found.owner}`
    : `a ClickHouse engine without an owner (process ${found?.engine ?? 'unknown'})`
  throw new Fault('DATA_DIR_IN_USE', `${dataDir} is in use by ${who}: stop it, or name another directory with --data`)
}

async function readOwner(dataDir: string): Promise<Owner | undefined> {
  try {
    const owner: Owner = JSON.parse(await readFile(join(dataDir, 'engine.json'), 'utf8'))
    return owner
  } catch {
    return undefined
  }
}

function unusable(path: string, cause: unknown): Fault {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const room = reason.startsWith('ENOSPC') ? 'make room on its disk, or ' : ''
  const what = `cannot write ${path} (${reason}): ${room}name another directory with --data`
  return new Fault('DATA_DIR_UNUSABLE', what, { cause })
}
