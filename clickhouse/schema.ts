import { MIGRATIONS } from '../schemas/ddl/migrations.ts'
import type { Retention } from '../schemas/ddl/retention.ts'
import { DERIVED_TABLES } from '../schemas/ddl/schema.ts'
import type { ClickHouse } from './client.ts'
import type { Cluster } from './cluster.ts'
import { migrate } from './migrations.ts'
import { reconcile } from './reconcile.ts'
import { applyRetention } from './retention.ts'

/**
 * Brings the tables of a database, on all nodes of a cluster where it is on one, to what this Lifespan declares, and says what was
 * changed. Throws `SCHEMA_NEWER`, `SCHEMA_CHANGED`.
 */
export async function bringUpToDate(
  client: ClickHouse,
  retention: Retention = {},
  cluster: Cluster | null = null,
): Promise<string[]> {
  const derived = await reconcile(client, DERIVED_TABLES, cluster)
  const migrated = await migrate(client, MIGRATIONS, cluster)
  return [...derived, ...migrated, ...(await applyRetention(client, retention, cluster))]
}
