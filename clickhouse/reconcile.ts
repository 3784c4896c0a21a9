import { createHash } from 'node:crypto'
import { localName, onCluster } from '../schemas/ddl/cluster.ts'
import { replaySql, type DerivedTable } from '../schemas/ddl/schema.ts'
import type { ClickHouse } from './client.ts'
import type { Cluster } from './cluster.ts'
import { Fault } from './fault.ts'

/** A server, and what it has. */
interface Node {
  readonly client: ClickHouse
  readonly found: Found
}

interface Found {
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>
  /** The digest of each view's SELECT, by its name. */
  readonly views: ReadonlyMap<string, string>
}

/**
 * Brings tables and views to what is declared, and says what was changed. A column that is new is added, and a view that is another
 * one now is made anew after its SELECT was run over all there is: merges are idempotent, so rows only gain what they lacked, and a step
 * that was cut short is done again. On a cluster views come last, for they feed tables of other nodes. Throws `SCHEMA_NEWER` where a
 * table has a column that is not declared, `CLUSTER_UNFIT` where tables are those of one server and not of a cluster, or the other way
 * round; nothing is changed then.
 */
export async function reconcile(
  client: ClickHouse,
  tables: readonly DerivedTable[],
  cluster: Cluster | null = null,
): Promise<string[]> {
  const kinds = cluster === null ? [tables] : onCluster(tables, cluster.layout)
  const nodes = await Promise.all((cluster?.nodes ?? [client]).map(lookAt))
  for (const { found } of nodes) for (const table of tables) refuseOtherwise(table, found, cluster)
  for (const { found } of nodes) for (const table of kinds.flat()) refuseUnknown(table, found)
  const changes: string[] = []
  for (const kind of kinds) changes.push(...(await onEach(nodes, kind, reconcileTable)))
  changes.push(...(await onEach(nodes, kinds.flat(), reconcileViews)))
  return [...new Set(changes)]
}

type Step = (client: ClickHouse, table: DerivedTable, found: Found) => Promise<string[]>

async function onEach(nodes: readonly Node[], tables: readonly DerivedTable[], step: Step): Promise<string[]> {
  const changes: string[] = []
  for (const { client, found } of nodes) for (const table of tables) changes.push(...(await step(client, table, found)))
  return changes
}

const lookAt = async (client: ClickHouse): Promise<Node> => ({ client, found: await find(client) })

async function find(client: ClickHouse): Promise<Found> {
  const columns = await client.rows<{ table: string; names: string[] }>(
    `SELECT table, groupArray(name) AS names FROM system.columns WHERE database = 'lifespan' GROUP BY table`,
  )
  const views = await client.rows<{ name: string; comment: string }>(
    `SELECT name, comment FROM system.tables WHERE database = 'lifespan' AND engine = 'MaterializedView'`,
  )
  return {
    columns: new Map(columns.map(({ table, names }) => [table, new Set(names)])),
    views: new Map(views.map(({ name, comment }) => [name, comment])),
  }
}

function refuseUnknown({ name, columns }: DerivedTable, found: Found): void {
  const declared = new Set(columns.map((column) => column.name))
  const unknown = [...(found.columns.get(name) ?? [])].filter((column) => !declared.has(column))
  if (unknown.length === 0) return
  const what = `the table lifespan.${name} has columns that this Lifespan does not know (${unknown.join(', ')}): a newer one made them`
  throw new Fault('SCHEMA_NEWER', `${what}. Run that version or a later one`)
}

/** Tables of one server do not become those of a cluster, nor the other way round: rows would be where nobody looks. */
function refuseOtherwise({ name }: DerivedTable, { columns }: Found, cluster: Cluster | null): void {
  if (!columns.has(name) || columns.has(localName(name)) === (cluster !== null)) return
  const [are, say] =
    cluster === null
      ? ['a cluster', 'name it in clickhouse.cluster (CLICKHOUSE_CLUSTER)']
      : ['one server', 'unset clickhouse.cluster (CLICKHOUSE_CLUSTER)']
  throw new Fault('CLUSTER_UNFIT', `the tables in the database lifespan are those of ${are}: ${say}`)
}

async function reconcileTable(
  client: ClickHouse,
  { name, create, columns }: DerivedTable,
  found: Found,
): Promise<string[]> {
  const known = found.columns.get(name)
  if (known === undefined) {
    await client.command(create)
    return [name]
  }
  const missing = columns.filter((column) => !known.has(column.name))
  for (const { definition } of missing)
    await client.command(`ALTER TABLE lifespan.${name} ADD COLUMN IF NOT EXISTS ${definition}`)
  return missing.map((column) => `${name}.${column.name}`)
}

async function reconcileViews(client: ClickHouse, table: DerivedTable, found: Found): Promise<string[]> {
  const { name, views } = table
  const outdated = views.filter((view) => found.views.get(view.name) !== digestOf(view.facts()))
  for (const view of outdated) {
    await client.command(`DROP VIEW IF EXISTS lifespan.${view.name}`)
    await client.command(replaySql(table, view))
    const made = `CREATE MATERIALIZED VIEW lifespan.${view.name} TO lifespan.${name} AS ${view.facts()}`
    await client.command(`${made} COMMENT '${digestOf(view.facts())}'`)
  }
  return outdated.map((view) => view.name)
}

function digestOf(select: string): string {
  return createHash('sha256').update(select).digest('hex').slice(0, 16)
}
