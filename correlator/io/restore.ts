import type { ClickHouse } from '../../clickhouse/client.ts'
import { numbersOf, toStrings, wordsOf, type NativeBlock } from '../../clickhouse/native/column.ts'
import { readProgress, type Progress } from '../../clickhouse/progress.ts'
import { FED_TABLES, replaySql } from '../../schemas/ddl/schema.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import type { Severity } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import type { Engine } from '../engine/engine.ts'
import type { Rule } from '../rules/rule.ts'
import { ahead } from './ahead.ts'
import { askForRows, keysAt, restoreRows } from './restore-entities.ts'
import { askForLinks, restoreLinks } from './restore-links.ts'

/**
 * Brings the merged tables up to `events`, which an insert that was cut short may be ahead of, and then all rows, links and
 * published findings of these rules into memory. Every row then waits to be judged once.
 */
export async function restore(client: ClickHouse, engine: Engine, rules: readonly Rule[]): Promise<Progress> {
  const progress = await readProgress(client)
  if (progress.received > progress.judgedThrough) await replayViews(client, progress.judgedThrough)
  const [rows, links, published] = [askForRows(client), askForLinks(client), ahead(client.native(PUBLISHED))]
  await restoreRows(engine.state, rows)
  await restoreLinks(engine, links)
  await restorePublished(published, engine, rules)
  engine.wakeAll()
  return progress
}

/** An insert is not atomic over `events` and the views that it feeds: the tail is sent through the views' own SELECT once more. */
async function replayViews(client: ClickHouse, after: Millis): Promise<void> {
  const where = `events.received_at > fromUnixTimestamp64Milli(toInt64(${after}), 'UTC')`
  for (const table of FED_TABLES) {
    for (const view of table.views) await client.command(replaySql(table, view, where))
  }
}

const PUBLISHED = `SELECT toLowCardinality(rule) AS rule, subject_key, appears, since, until, toLowCardinality(toString(severity)) AS severity, retracted,
  toInt64(version) AS version FROM lifespan.findings FINAL`

async function restorePublished(
  blocks: AsyncIterable<NativeBlock>,
  engine: Engine,
  rules: readonly Rule[],
): Promise<void> {
  for await (const block of blocks) restoreFindings(block, engine, rules)
}

/** Findings of a rule that there is no more are left as they are. */
function restoreFindings(block: NativeBlock, engine: Engine, rules: readonly Rule[]): void {
  const [rule, severity] = [textsOf(block, 'rule'), textsOf(block, 'severity')]
  const times = (name: string) => numbersOf(block, name) as Float64Array
  const [appears, since, until] = [times('appears'), times('since'), times('until')]
  const [versions, retracted] = [times('version'), numbersOf(block, 'retracted')]
  const keys = keysAt(block, 'subject_key')
  for (let n = 0; n < block.rows; n++) {
    const number = rules.findIndex(({ id }) => id === rule(n))
    if (number < 0) continue
    const verdict = { appears: appears[n]!, since: since[n]!, until: until[n]!, severity: severity(n) as Severity }
    const key = keys.subarray(n * KEY_WORDS, (n + 1) * KEY_WORDS)
    const said = { stands: retracted[n] === 0, version: versions[n]! }
    engine.learn({ rule: number, kind: rules[number]!.on, key, verdict, ...said })
  }
}

/** The texts of a column of few values. */
function textsOf(block: NativeBlock, name: string): (n: number) => string {
  const { keys, numbers } = wordsOf(block, name)
  const texts = toStrings(keys)
  return (n) => texts[numbers[n]!]!
}
