import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { findPlace } from '../system/place.ts'

/** The outbox of a data directory. */
export const outboxOf = (dataDir: string): string => join(dataDir, 'alerts.db')

/** Does something with the outbox of the data that are meant, from beside whoever sends what is in it. Throws where there is none. */
export async function withOutbox(options: ConfigFlags, work: (database: DatabaseSync) => void): Promise<void> {
  const { dataDir } = await findPlace(await loadSettings(options))
  const path = outboxOf(dataDir)
  if (!existsSync(path)) {
    const how = "configure alerts.endpoints and run 'npx lifespan up', or name another directory with --data"
    throw new Error(`nobody was to be told of anything in ${dataDir}: ${how}`)
  }
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    work(database)
  } finally {
    database.close()
  }
}
