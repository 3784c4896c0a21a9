import { fileURLToPath } from 'node:url'
import { hostOf } from '../system/foreign.ts'
import { ok, warn, type Check, type Result } from './check.ts'
import type { Stored } from './around.ts'

/** A file that this user can read, and that is none of the engine's. */
const OUTSIDE = fileURLToPath(new URL('../../package.json', import.meta.url))

/** Whether the kernel keeps the engine to its own folder: it is asked for a file outside. */
export const confinement: Check<Stored> = {
  name: 'confinement',
  look: async (stored) => [await lookAtConfinement(stored)],
}

/** The same with some file. */
export async function lookAtConfinement({ client, place }: Stored, file = OUTSIDE): Promise<Result> {
  if (place.clickhouse !== null) return ok(hostOf(place.clickhouse), 'is your own: its files are its own matter')
  try {
    await client.rows('SELECT length(file({file:String})) AS length', { file })
  } catch (error) {
    const { message } = error as Error
    if (message.includes('Permission denied'))
      return ok(place.dataDir, 'the engine can open no file outside its folder (Landlock)')
    throw error
  }
  const what =
    'this kernel does not confine the engine: whoever has the password of the analyst can read files of this user'
  return warn(file, what, 'use Linux 5.19 or later with Landlock, or run Lifespan as a user of its own')
}
