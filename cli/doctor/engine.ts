import { existsSync } from 'node:fs'
import { engineLibrary } from '../../clickhouse/io/engine-process.ts'
import { hostOf } from '../system/foreign.ts'
import type { Place } from '../system/place.ts'
import type { Around } from './around.ts'
import { failure, ok, type Check, type Result } from './check.ts'

/** Whether there is a ClickHouse to start, or one that is named. */
export const engine: Check<Around> = {
  name: 'engine',
  look: async ({ place }) => [engineOn(process.platform, process.arch, place)],
}

/** The same for some platform. */
export function engineOn(platform: string, arch: string, { clickhouse }: Pick<Place, 'clickhouse'>): Result {
  const where = `${platform}-${arch}`
  if (clickhouse !== null) return ok(where, `not needed: ClickHouse at ${hostOf(clickhouse)} is named`)
  try {
    const library = engineLibrary(platform, arch)
    if (existsSync(library)) return ok(where, 'the embedded ClickHouse is installed')
    return failure(where, `${library} is not there: run \`npm install\` again`)
  } catch (error) {
    return failure(where, error)
  }
}
