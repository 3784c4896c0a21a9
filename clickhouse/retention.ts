import { localName } from '../schemas/ddl/cluster.ts'
import { RETAINED, type Retained, type Retention } from '../schemas/ddl/retention.ts'
import { DAY, type Millis } from '../schemas/time.ts'
import type { ClickHouse } from './client.ts'
import type { Cluster } from './cluster.ts'
import { writeProgress } from './progress.ts'

/** Rows go a while after their time has come, and a question takes a while too. */
const MARGIN = DAY

/** What is written down in `progress`: for how many days something is kept, and since when that was, before, for fewer. */
const daysOf = (name: string) => `${name}_kept_days`
const goneOf = (name: string) => `${name}_gone_before`

/**
 * Brings the tables' times to live to what is asked for; what nobody says stays as it was once set. Says what was changed. Parts that
 * are there already are looked through once, by two of their columns, or their rows would stay until they are merged, which the
 * partitions of old months never are.
 */
export async function applyRetention(
  client: ClickHouse,
  asked: Retention = {},
  cluster: Cluster | null = null,
): Promise<string[]> {
  const marks = await readMarks(client)
  const changes = RETAINED.map((retained) => {
    const known = marks.get(daysOf(retained.name))
    return { retained, known, days: asked[retained.name] ?? known ?? retained.days }
  }).filter(({ known, days }) => days !== known)
  for (const each of changes) await change(client, each, cluster)
  return changes.map(({ retained, days }) => `${retained.name}: ${days === 0 ? 'for ever' : `${days} days`}`)
}

interface Change {
  readonly retained: Retained
  readonly known: number | undefined
  readonly days: number
}

async function change(
  client: ClickHouse,
  { retained: { name, table, ttl }, known, days }: Change,
  cluster: Cluster | null,
): Promise<void> {
  const stored = cluster === null ? table : localName(table)
  const had = known !== undefined && known > 0
  // First of all: what was dropped by now stays dropped, however long it is kept from now on.
  if (had) await writeProgress(client, goneOf(name), { mark: Date.now() - known * DAY })
  for (const node of cluster?.nodes ?? [client]) {
    if (days > 0) await keepFor(node, stored, ttl(days))
    else if (had) await node.command(`ALTER TABLE lifespan.${stored} REMOVE TTL`)
  }
  await writeProgress(client, daysOf(name), { mark: days })
}

async function keepFor(client: ClickHouse, table: string, ttl: string): Promise<void> {
  const alter = (what: string) =>
    client.command(`ALTER TABLE lifespan.${table} ${what}`, {}, { materialize_ttl_after_modify: 0, mutations_sync: 0 })
  await alter(`MODIFY TTL ${ttl}`)
  const parts = await client.rows(`SELECT 1 FROM lifespan.${table} LIMIT 1`)
  if (parts.length === 0) return
  await alter('MODIFY SETTING materialize_ttl_recalculate_only = 1')
  await alter('MATERIALIZE TTL')
}

/** Uses that were received before this may be gone; 0 where none is. */
export async function usesHorizon(client: ClickHouse): Promise<Millis> {
  const marks = await readMarks(client)
  const [row] = await client.rows<{ now: string }>('SELECT toUnixTimestamp64Milli(now64(3)) AS now')
  const days = marks.get(daysOf('uses')) ?? 0
  const gone = Math.max(marks.get(goneOf('uses')) ?? 0, days > 0 ? Number(row!.now) - days * DAY : 0)
  return gone > 0 ? gone + MARGIN : 0
}

/** The same, but 0 also where nothing was received before: what people are told. */
export async function usesGoneBefore(client: ClickHouse): Promise<Millis> {
  const horizon = await usesHorizon(client)
  const older = 'SELECT 1 FROM lifespan.events WHERE toUnixTimestamp64Milli(received_at) < {horizon:Int64} LIMIT 1'
  return horizon > 0 && (await client.rows(older, { horizon })).length > 0 ? horizon : 0
}

async function readMarks(client: ClickHouse): Promise<ReadonlyMap<string, number>> {
  const rows = await client.rows<{ name: string; mark: string }>('SELECT name, mark FROM lifespan.progress FINAL')
  return new Map(rows.map(({ name, mark: at }) => [name, Number(at)]))
}
