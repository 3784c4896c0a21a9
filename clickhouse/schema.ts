import { MIGRATIONS } from '../schemas/ddl/migrations.ts'
import { DERIVED_TABLES } from '../schemas/ddl/schema.ts'
import type { ClickHouse } from './client.ts'
import { migrate } from './migrations.ts'
import { reconcile } from './reconcile.ts'

/** Brings the tables of a database to what this Lifespan declares, and says what was changed. Throws `SCHEMA_NEWER`, `SCHEMA_CHANGED`. */
export async function bringUpToDate(client: ClickHouse): Promise<string[]> {
  return [...(await reconcile(client, DERIVED_TABLES)), ...(await migrate(client, MIGRATIONS))]
}
