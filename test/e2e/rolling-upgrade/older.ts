import { archiveGroup } from '../../../cli/kafka/archiving.ts'
import { bringArchiveUpToDate } from '../../../clickhouse/archive.ts'
import type { ClickHouse } from '../../../clickhouse/client.ts'
import { writeProgress } from '../../../clickhouse/progress.ts'
import { bringUpToDate } from '../../../clickhouse/schema.ts'
import { TOPICS } from '../../../log/kafka/topics.ts'

/** A column that an older Lifespan does not know yet. */
export const LATER = 'trace_id'

export interface OlderOptions {
  readonly brokers: readonly string[]
  readonly group: string
  readonly partitions: number
  readonly keyId: string
}

/** Makes the tables of an older Lifespan, which has no such column, and lets ClickHouse read the log into them. */
export async function makeOlderTables(client: ClickHouse, options: OlderOptions): Promise<void> {
  const { brokers, group, partitions, keyId } = options
  const older: ClickHouse = { ...client, command: (query, ...more) => client.command(withoutLater(query), ...more) }
  await client.command('CREATE DATABASE lifespan')
  await bringUpToDate(older)
  const reader = { brokers, topics: TOPICS, groupOf: (topic: keyof typeof TOPICS) => archiveGroup({ group }, topic) }
  await bringArchiveUpToDate(older, { partitions, reader: { ...reader, keyId } })
  await writeProgress(client, 'archive', { note: 'of an older one' })
  await writeProgress(client, 'log', { note: 'kafka' })
  await writeProgress(client, 'key', { note: keyId })
}

/** Where it is defined, and where it stands in a list. */
function withoutLater(query: string): string {
  return query.replaceAll(new RegExp(`^ *${LATER} String.*\n`, 'gm'), '').replaceAll(`${LATER}, `, '')
}
