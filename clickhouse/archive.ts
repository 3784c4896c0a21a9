import { createHash } from 'node:crypto'
import { kafkaReadings, type KafkaReader } from '../schemas/ddl/kafka.ts'
import { LOG, logTable } from '../schemas/ddl/log.ts'
import { logViews, PARTITION_TABLES } from '../schemas/ddl/partitions.ts'
import { DATABASE } from '../schemas/ddl/sql.ts'
import type { ClickHouse } from './client.ts'
import type { Cluster } from './cluster.ts'
import { writeProgress } from './progress.ts'
import { reconcile } from './reconcile.ts'

/** The name in `progress` of what the tables are now. */
const NAME = 'archive'

/** Of how many partitions the log is, and how ClickHouse reads it; null where `lifespan archive` brings it. */
export interface ArchiveOptions {
  readonly partitions: number
  readonly reader: KafkaReader | null
}

/**
 * Brings the tables and views of the log to what is declared; says whether anything was changed. Nothing is read meanwhile: what reads is
 * taken away first, and comes back last. It holds nothing, and where it stands is the group's. On a cluster each node reads a share of
 * the partitions, whichever, and its views feed tables of all.
 */
export async function bringArchiveUpToDate(
  client: ClickHouse,
  options: ArchiveOptions,
  cluster: Cluster | null = null,
): Promise<boolean> {
  await makePartitionTables(client, cluster)
  const views = logViews(options.partitions)
  const readings = options.reader === null ? [] : kafkaReadings(options.reader)
  const making = [
    logTable(),
    ...views.map(({ create }) => create),
    ...readings.map(({ create }) => create),
    ...readings.map(({ createView }) => createView),
  ]
  const digest = createHash('sha256').update(JSON.stringify(making)).digest('hex').slice(0, 16)
  const nodes = cluster?.nodes ?? [client]
  const found = await Promise.all(nodes.map(find))
  const wanted = [
    LOG.slice(DATABASE.length + 1),
    ...views.map(({ name }) => name),
    ...readings.flatMap(({ name, view }) => [name, view]),
  ]
  if (found.every((node) => node.digest === digest && wanted.every((name) => node.names.includes(name)))) return false
  for (const [at, { names }] of found.entries()) await drop(nodes[at]!, names)
  for (const statement of making) for (const node of nodes) await node.command(statement)
  await writeProgress(client, NAME, { note: digest })
  return true
}

/** Makes the tables of what is known of each partition. */
export async function makePartitionTables(client: ClickHouse, cluster: Cluster | null): Promise<void> {
  await reconcile(client, PARTITION_TABLES, cluster)
}

/** Takes away what reads the log: nothing comes in until the tables are brought up to date again. */
export async function dropReaders(client: ClickHouse, cluster: Cluster | null = null): Promise<void> {
  for (const node of cluster?.nodes ?? [client]) {
    const { names } = await find(node)
    await drop(
      node,
      names.filter((name) => name.startsWith('kafka_')),
    )
  }
}

async function drop(client: ClickHouse, names: readonly string[]): Promise<void> {
  for (const name of names) await client.command(`DROP TABLE IF EXISTS ${DATABASE}.${name} SYNC`)
}

/** What there is that reads or hands on, in the order in which it goes: whoever reads first. */
async function find(client: ClickHouse): Promise<{ readonly digest: string; readonly names: readonly string[] }> {
  const tables = await client.rows<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = '${DATABASE}' AND (name LIKE 'kafka\\_%' OR name = 'log' OR name LIKE 'log\\_%' AND engine = 'MaterializedView')
    ORDER BY engine = 'MaterializedView' AND name LIKE 'kafka\\_%' DESC, engine = 'Kafka' DESC, engine = 'MaterializedView' DESC, name`,
  )
  const [said] = await client.rows<{ note: string }>(
    'SELECT note FROM lifespan.progress FINAL WHERE name = {name:String}',
    { name: NAME },
  )
  return { digest: said?.note ?? '', names: tables.map(({ name }) => name) }
}
