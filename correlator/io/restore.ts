import type { ClickHouse } from '../../clickhouse/client.ts'
import { numbersOf, stringAt, stringsOf, type NativeBlock } from '../../clickhouse/native/column.ts'
import { FED_TABLES } from '../../schemas/ddl/schema.ts'
import type { Severity } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import type { Engine } from '../engine/engine.ts'
import type { Rule } from '../rules/rule.ts'
import { restoreEntities } from './restore-entities.ts'
import { restoreLinks } from './restore-links.ts'

/** How far the stream had come when it was last written down, and the greatest arrival that the log holds. Milliseconds. */
export interface Position {
  readonly judgedThrough: Millis
  readonly received: Millis
}

/**
 * Brings the merged tables up to `events`, which an insert that was cut short may be ahead of, and then all rows, links and
 * published findings into memory. Every row then tells and waits to be judged once.
 */
export async function restore(client: ClickHouse, engine: Engine, rules: readonly Rule[]): Promise<Position> {
  const position = await positionOf(client)
  if (position.received > position.judgedThrough) await replayViews(client, position.judgedThrough)
  await restoreEntities(client, engine.state)
  await restoreLinks(client, engine)
  await restorePublished(client, engine, rules)
  engine.wakeAll()
  return position
}

async function positionOf(client: ClickHouse): Promise<Position> {
  const [row] = await client.rows<{ judged: string; received: string }>(`
    SELECT (SELECT max(mark) FROM lifespan.progress WHERE name = 'judged_through') AS judged,
      (SELECT toUnixTimestamp64Milli(max(received_at)) FROM lifespan.events) AS received`)
  return { judgedThrough: Number(row?.judged ?? 0), received: Number(row?.received ?? 0) }
}

/** An insert is not atomic over `events` and the views that it feeds: the tail is sent through the views' own SELECT once more. */
async function replayViews(client: ClickHouse, after: Millis): Promise<void> {
  const where = `events.received_at > fromUnixTimestamp64Milli(toInt64(${after}), 'UTC')`
  for (const { name, views } of FED_TABLES) {
    for (const view of views) await client.command(`INSERT INTO lifespan.${name} ${view.facts(where)}`)
  }
}

const PUBLISHED = `SELECT rule, subject_kind, subject_key, appears, since, until, toString(severity) AS severity, retracted,
  toInt64(version) AS version FROM lifespan.findings FINAL`

async function restorePublished(client: ClickHouse, engine: Engine, rules: readonly Rule[]): Promise<void> {
  for await (const block of client.native(PUBLISHED)) {
    for (let n = 0; n < block.rows; n++) restoreFinding(block, n, engine, rules)
  }
}

function restoreFinding(block: NativeBlock, n: number, engine: Engine, rules: readonly Rule[]): void {
  const number = rules.findIndex(({ id }) => id === stringAt(stringsOf(block, 'rule'), n))
  if (number < 0) return
  const table = engine.state[rules[number]!.on]
  const key = new Uint32Array(4)
  new Uint8Array(key.buffer).set((numbersOf(block, 'subject_key') as Uint8Array).subarray(n * 16, n * 16 + 16))
  const time = (name: string) => (numbersOf(block, name) as Float64Array)[n]!
  const severity = stringAt(stringsOf(block, 'severity'), n) as Severity
  const verdict = { appears: time('appears'), since: time('since'), until: time('until'), severity }
  const entry = engine.published.entry(table, table.row(key, 0), number)
  engine.published.publish(entry, verdict, numbersOf(block, 'retracted')[n] === 0, time('version'))
}
