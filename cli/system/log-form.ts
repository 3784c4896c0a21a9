import type { ClickHouse } from '../../clickhouse/client.ts'
import { writeProgress } from '../../clickhouse/progress.ts'

/** Who the log is. */
export type LogForm = 'clickhouse' | 'kafka'

/** What data are, for good: who their log is, and under which key ids became keys. */
export interface Form {
  readonly log: LogForm
  readonly key: string
}

const OTHER_LOG: Readonly<Record<LogForm, string>> = {
  clickhouse: 'came with ClickHouse as its log, and KAFKA_BROKERS (kafka.brokers) is set: unset it',
  kafka: 'came from Kafka, and no brokers are configured: set KAFKA_BROKERS (kafka.brokers)',
}
const OTHER_KEY =
  'has keys that were made under another key: configure that one (LIFESPAN_KEY, or --data with the directory whose secrets.json it is)'

/**
 * Insists that data go on in the form in which they began: what lies in ClickHouse alone would never reach those who judge what is in
 * Kafka, and under another key what is known is not found again. Throws an Error that says what to do.
 */
export async function insistOnForm(client: ClickHouse, form: Form): Promise<void> {
  const known = await knownOf(client)
  const isOther = known.log !== null && known.log !== form.log
  const why = isOther ? OTHER_LOG[known.log] : known.key !== null && known.key !== form.key ? OTHER_KEY : null
  if (why !== null) throw new Error(`what is stored here ${why}, or name another data directory, or another ClickHouse`)
  for (const name of ['log', 'key'] as const)
    if (known[name] === null) await writeProgress(client, name, { note: form[name] })
}

/** Who the log of a database is; null where nothing is in it. */
export async function formOf(client: ClickHouse): Promise<LogForm | null> {
  return (await knownOf(client)).log
}

/** What is written down in `progress`; what was stored before that was done had but one form. */
async function knownOf(client: ClickHouse): Promise<{ readonly log: LogForm | null; readonly key: string | null }> {
  const rows = await client.rows<{ name: string; note: string }>(
    'SELECT name, note FROM lifespan.progress FINAL WHERE name IN {names:Array(String)}',
    { names: ['log', 'key'] },
  )
  const said = new Map(rows.map(({ name, note }) => [name, note]))
  const events = said.has('log') ? [] : await client.rows('SELECT 1 FROM lifespan.events LIMIT 1')
  const otherwise = events.length > 0 ? 'clickhouse' : null
  return { log: (said.get('log') as LogForm | undefined) ?? otherwise, key: said.get('key') ?? null }
}
