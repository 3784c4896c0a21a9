import type { ClickHouse } from '../../clickhouse/client.ts'
import { writeProgress } from '../../clickhouse/progress.ts'

/** Who the log is. */
export type LogForm = 'clickhouse' | 'kafka'

/** The name in `progress`. */
const NAME = 'log'

const OTHER: Readonly<Record<LogForm, string>> = {
  clickhouse: 'came with ClickHouse as its log, and KAFKA_BROKERS (kafka.brokers) is set: unset it',
  kafka: 'came from Kafka, and no brokers are configured: set KAFKA_BROKERS (kafka.brokers)',
}

/**
 * Insists that data go on in the form in which they began: what lies in ClickHouse alone would never reach those who judge what is in
 * Kafka. Throws an Error that says what to do.
 */
export async function insistOnForm(client: ClickHouse, form: LogForm): Promise<void> {
  const known = await formOf(client)
  if (known !== null && known !== form)
    throw new Error(`what is stored here ${OTHER[known]}, or name another data directory, or another ClickHouse`)
  if (known === null) await writeProgress(client, NAME, { note: form })
}

/** In which form the data of a database began; null where there are none. */
export async function formOf(client: ClickHouse): Promise<LogForm | null> {
  const [said] = await client.rows<{ note: LogForm }>(
    'SELECT note FROM lifespan.progress FINAL WHERE name = {name:String}',
    {
      name: NAME,
    },
  )
  if (said !== undefined) return said.note
  // What was stored before this was written down had but one form.
  const events = await client.rows('SELECT 1 FROM lifespan.events LIMIT 1')
  return events.length > 0 ? 'clickhouse' : null
}
