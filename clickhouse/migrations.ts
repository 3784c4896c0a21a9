import { createHash } from 'node:crypto'
import { localSql, wholeSql } from '../schemas/ddl/cluster.ts'
import type { ClickHouse } from './client.ts'
import type { Cluster } from './cluster.ts'
import { Fault } from './fault.ts'

/**
 * One step of the schema. Never change one that was released: add another. DDL has no transactions, so a step may be cut short and
 * begun again: each statement must bear that (`IF NOT EXISTS`).
 */
export interface Migration {
  readonly id: string
  readonly statements: readonly string[]
}

interface Recorded {
  readonly id: string
  readonly checksum: string
}

const table = `CREATE TABLE IF NOT EXISTS lifespan.migrations
  (id String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
  ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

/**
 * Applies the migrations that the database does not have yet, in their order, and returns their ids. Throws `SCHEMA_NEWER` if the
 * database has one that this program does not know, `SCHEMA_CHANGED` if one was applied with other statements; nothing is changed then.
 */
export async function migrate(
  client: ClickHouse,
  migrations: readonly Migration[],
  cluster: Cluster | null = null,
): Promise<string[]> {
  if (cluster === null) return migrateNode(client, migrations, (statement) => [statement])
  const { layout } = cluster
  const applied: string[] = []
  for (const node of cluster.nodes)
    applied.push(
      ...(await migrateNode(node, migrations, (create) => [localSql(create, layout), wholeSql(create, layout)])),
    )
  return [...new Set(applied)]
}

/** What a statement comes to on a node. */
type Arrange = (statement: string) => readonly string[]

/** Each node has a list of its own: one that joins the cluster later has none. */
async function migrateNode(client: ClickHouse, migrations: readonly Migration[], arrange: Arrange): Promise<string[]> {
  await client.command(table)
  const recorded = await client.rows<Recorded>('SELECT DISTINCT id, checksum FROM lifespan.migrations ORDER BY id')
  refuseUnknown(recorded, migrations)
  const missing = migrations.filter(({ id }) => !recorded.some((known) => known.id === id))
  for (const migration of missing) await apply(client, migration, arrange)
  return missing.map(({ id }) => id)
}

async function apply(client: ClickHouse, migration: Migration, arrange: Arrange): Promise<void> {
  for (const statement of migration.statements.flatMap(arrange)) await client.command(statement)
  const row = { id: migration.id, checksum: checksumOf(migration) }
  await client.command('INSERT INTO lifespan.migrations (id, checksum) SELECT {id:String}, {checksum:String}', row)
}

function refuseUnknown(recorded: readonly Recorded[], migrations: readonly Migration[]): void {
  for (const { id, checksum } of recorded) {
    const known = migrations.find((migration) => migration.id === id)
    if (known === undefined) {
      const what = `the database has migration ${id}, which this Lifespan does not know: a newer one wrote it`
      throw new Fault('SCHEMA_NEWER', `${what}. Run that version or a later one`)
    }
    if (checksumOf(known) !== checksum) {
      const what = `migration ${id} was applied to this database with other statements than this Lifespan has for it`
      throw new Fault(
        'SCHEMA_CHANGED',
        `${what}. Run the version that applied it, or start with an empty data directory`,
      )
    }
  }
}

function checksumOf({ statements }: Migration): string {
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex')
}
