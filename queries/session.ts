import { randomUUID } from 'node:crypto'
import type { ClickHouse, QueryParams, QuerySettings } from '../clickhouse/client.ts'

/** Statements in one session of the server: temporary tables live in it, and nowhere else. One statement at a time. */
export interface Session {
  rows<T>(query: string, params?: QueryParams, settings?: QuerySettings): Promise<T[]>
  command(query: string, params?: QueryParams): Promise<void>
  /** Makes a temporary table of what a SELECT answers. */
  keep(name: string, select: string, params?: QueryParams): Promise<void>
  /** Adds the rows of a Native block to a temporary table. */
  add(name: string, columns: readonly string[], block: Uint8Array): Promise<void>
  drop(name: string): Promise<void>
}

/** Runs `work` in a session of its own and leaves nothing behind: the tables are dropped, and end with the session anyway. */
export async function inSession<T>(client: ClickHouse, work: (session: Session) => Promise<T>): Promise<T> {
  const kept = new Set<string>()
  const session = sessionOf(client, randomUUID(), kept)
  try {
    return await work(session)
  } finally {
    // What failed first is what matters; the server drops the rest by itself when the session has been idle.
    await dropAll(session, kept).catch(() => undefined)
  }
}

async function dropAll(session: Session, kept: ReadonlySet<string>): Promise<void> {
  for (const name of kept) await session.drop(name)
}

function sessionOf(client: ClickHouse, id: string, kept: Set<string>): Session {
  const settings = { session_id: id }
  const command = (query: string, params: QueryParams = {}) => client.command(query, params, settings)
  return {
    rows: (query, params = {}, more = {}) => client.rows(query, params, { ...more, ...settings }),
    command,
    keep: async (name, select, params) => {
      await command(`CREATE TEMPORARY TABLE ${name} AS\n${select}`, params)
      kept.add(name)
    },
    add: (name, columns, block) => client.insertNative(name, columns, block, settings),
    drop: async (name) => {
      await command(`DROP TEMPORARY TABLE IF EXISTS ${name}`)
      kept.delete(name)
    },
  }
}
