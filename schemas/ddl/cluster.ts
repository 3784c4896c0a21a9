import { ENTITIES } from '../entities.ts'
import { HOMES } from '../routing.ts'
import type { DerivedTable } from './schema.ts'
import { DATABASE, NO_KEY, slotSql } from './sql.ts'

/** A cluster of ClickHouse servers as tables are declared on it. */
export interface Layout {
  /** As `<remote_servers>` calls it. */
  readonly name: string
  /** Whether it has a Keeper: then each shard's tables are replicated. */
  readonly isReplicated: boolean
}

/** Whose slot an event is spread by: of whom it is about, as it is routed in Kafka. So most views feed rows of their own shard. */
const HOME_SLOT = slotSql(
  `arrayFirst(key -> key != ${NO_KEY}, [multiIf(${Object.entries(HOMES)
    .map(([kind, key]) => `startsWith(toString(type), '${kind}.'), ${key}`)
    .join(', ')}, owner_key), owner_key, event_id])`,
)

/**
 * By what the rows of each table are spread over the shards. It follows from what they are sorted by: so rows that merge, whoever inserts
 * them and where, lie on one shard, and `FINAL` there is that of the whole.
 */
const SPREAD_BY: Readonly<Record<string, string>> = {
  events: HOME_SLOT,
  ...Object.fromEntries(ENTITIES.flatMap(({ name }) => [[name, 'slot'] as const, [`partition_${name}`, 'partition']])),
  links: 'slot',
  partition_links: 'partition',
  log_stored: 'partition',
  findings: 'slot',
  rejected: 'sipHash64(source, reason)',
  notifications: 'sipHash64(message)',
  account: 'sipHash64(batch)',
  progress: 'sipHash64(name)',
}

/** What a table is called that holds the rows of one shard. */
export const localName = (table: string) => `${table}_local`

/** The table of one shard, by the declaration of a table. */
export function localSql(create: string, { isReplicated }: Layout): string {
  const table = tableOf(create)
  const local = create.replace(`${DATABASE}.${table}`, `${DATABASE}.${localName(table)}`)
  return isReplicated ? replicated(local, table) : local
}

/**
 * The same with a replicated engine. Unlike others that one would drop a block that it has seen, and not feed the views with it: but a
 * block comes again for the very reason that a view may have missed it.
 */
function replicated(create: string, table: string): string {
  const place = `'/clickhouse/tables/{shard}/${DATABASE}/${table}', '{replica}'`
  return create
    .replace(/\bENGINE = (\w+)\((\w+)\)/, `ENGINE = Replicated$1(${place}, $2)`)
    .replace(/\bENGINE = ((?!Replicated)\w+)/, `ENGINE = Replicated$1(${place})`)
    .replace(/\bSETTINGS /, 'SETTINGS replicated_deduplication_window = 0, ')
}

/**
 * What goes by the table's own name: the rows of all shards. Its columns are those that the shards have. A table over the function
 * `cluster`, and none with the engine `Distributed`, because what is inserted into it is acknowledged when the shards have it,
 * whatever the server's settings are: ClickHouse's own Kafka consumers, which we can't give any, must not commit before.
 */
export function wholeSql(create: string, { name: cluster }: Layout): string {
  const table = tableOf(create)
  const by = SPREAD_BY[table]
  if (by === undefined) throw new TypeError(`${table}: by what are its rows spread over shards?`)
  return `CREATE TABLE IF NOT EXISTS ${DATABASE}.${table} AS cluster('${cluster}', '${DATABASE}', '${localName(table)}', ${by})`
}

function tableOf(create: string): string {
  return /^CREATE TABLE (?:IF NOT EXISTS )?\w+\.(\w+)/.exec(create)![1]!
}

/** A view's SELECT where it stands on a shard: what is inserted there, and there alone. */
export function readLocal(select: string): string {
  return select.replaceAll(/\bFROM lifespan\.events\b/g, `FROM ${DATABASE}.${localName('events')} AS events`)
}

/**
 * Derived tables on a cluster, in the order in which they are made, each kind on all nodes before the next: what a shard has, and then what
 * all have. Views stand on the first and feed the second.
 */
export function onCluster(tables: readonly DerivedTable[], layout: Layout): readonly (readonly DerivedTable[])[] {
  const local = tables.map(({ name, create, columns }) => ({
    name: localName(name),
    create: localSql(create, layout),
    columns,
    views: [],
  }))
  const whole = tables.map(({ create, views, ...table }) => ({
    ...table,
    create: wholeSql(create, layout),
    views: views.map(({ name, facts }) => ({ name, facts: (where?: string) => readLocal(facts(where)) })),
  }))
  return [local, whole]
}
