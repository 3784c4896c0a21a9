import { MIGRATIONS } from '../schemas/ddl/migrations.ts'
import type { Retention } from '../schemas/ddl/retention.ts'
import { DERIVED_TABLES } from '../schemas/ddl/schema.ts'
import type { ClickHouse } from './client.ts'
import { migrate } from './migrations.ts'
import { reconcile } from './reconcile.ts'
import { applyRetention } from './retention.ts'

/** Brings the tables of a database to what this Lifespan declares, and says what was changed. Throws `SCHEMA_NEWER`, `SCHEMA_CHANGED`. */
export async function bringUpToDate(client: ClickHouse, retention: Retention = {}): Promise<string[]> {
  const tables = [...(await reconcile(client, DERIVED_TABLES)), ...(await migrate(client, MIGRATIONS))]
  return [...tables, ...(await applyRetention(client, retention))]
}
