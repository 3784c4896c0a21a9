import { setTimeout as sleep } from 'node:timers/promises'
import { DATABASE } from '../schemas/ddl/sql.ts'
import type { ClickHouse } from './client.ts'
import { serverCode } from './server-error.ts'

const LOCK = 'schema_lock'
const LOOK_MS = 250
/** Whoever holds it says so that often, and is taken for dead after a multiple of that. */
const SAY_MS = 10_000
const DEAD_AFTER_S = 60
const TABLE_ALREADY_EXISTS = 57

/**
 * Does something that must not be done twice at the same time, such as changing the schema: of several that start together the others
 * wait. The lock is a table, which the server makes once; that of somebody who died is taken away after a minute.
 */
export async function locked<T>(client: ClickHouse, work: () => Promise<T>): Promise<T> {
  while (!(await take(client))) {
    await freeDead(client)
    await sleep(LOOK_MS)
  }
  const saying = setInterval(() => void alive(client).catch(() => undefined), SAY_MS)
  try {
    return await work()
  } finally {
    clearInterval(saying)
    await client.command(`DROP TABLE IF EXISTS ${DATABASE}.${LOCK} SYNC`)
  }
}

async function take(client: ClickHouse): Promise<boolean> {
  try {
    await client.command(`CREATE TABLE ${DATABASE}.${LOCK} (held UInt8) ENGINE = Memory`)
    return true
  } catch (error) {
    if (serverCode(error) === TABLE_ALREADY_EXISTS) return false
    throw error
  }
}

function alive(client: ClickHouse): Promise<void> {
  return client.command(`ALTER TABLE ${DATABASE}.${LOCK} MODIFY COMMENT 'held'`)
}

async function freeDead(client: ClickHouse): Promise<void> {
  const dead = await client.rows(
    `SELECT 1 FROM system.tables WHERE database = '${DATABASE}' AND name = '${LOCK}' AND metadata_modification_time < now() - ${DEAD_AFTER_S}`,
  )
  if (dead.length > 0) await client.command(`DROP TABLE IF EXISTS ${DATABASE}.${LOCK} SYNC`)
}
