import { ANALYST_DATABASE, DATABASE } from '../schemas/ddl/sql.ts'
import { connect, type ConnectOptions } from './client.ts'

/** The two databases: `lifespan` holds the tables, `analyst` the views that people and their tools read. */
const databases = [DATABASE, ANALYST_DATABASE]

/** Makes the two databases where they are missing. Needs no database to begin with, so it ignores the one in `options`. */
export async function createDatabases({ url, user, password }: ConnectOptions): Promise<void> {
  const client = connect({ url, user, password })
  try {
    for (const name of databases) await client.command(`CREATE DATABASE IF NOT EXISTS ${name}`)
  } finally {
    await client.close()
  }
}
