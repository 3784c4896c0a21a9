import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Around } from './around.ts'
import { fail, ok, type Check, type Result } from './check.ts'

const ANOTHER = 'name another directory with --data or LIFESPAN_DATA'

/** Whether the data directory, or where it would be made, can be written. */
export const directory: Check<Around> = {
  name: 'directory',
  look: async ({ place }) => [await lookAtDirectory(place.dataDir)],
}

async function lookAtDirectory(dataDir: string): Promise<Result> {
  const found = await nearest(dataDir)
  if (!(await stat(found)).isDirectory()) return fail(dataDir, `${found} is no directory`, ANOTHER)
  try {
    await access(found, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    return fail(
      dataDir,
      `${found} can't be written (${(error as NodeJS.ErrnoException).code})`,
      `let this user write it, or ${ANOTHER}`,
    )
  }
  return ok(
    dataDir,
    found === dataDir ? 'can be written' : 'is not there yet; it will be made when something is stored',
  )
}

/** A path, or the nearest above it that is there. */
export async function nearest(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  return isThere || dirname(path) === path ? path : nearest(dirname(path))
}
