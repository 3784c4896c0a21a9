import { DATABASE } from '../schemas/ddl/sql.ts'
import type { ClickHouse } from './client.ts'
import { serverCode } from './server-error.ts'

/** A table that reads Kafka by itself. */
export interface KafkaConsumer {
  readonly table: string
  /** How many partitions it reads: none until its group has let it in. */
  readonly partitions: number
  /** What it complained of within the last minute, if of anything; not a word of what it read. */
  readonly complaint: string | null
}

/** What a user needs to ask that. */
export const GRANT_CONSUMERS = 'GRANT SELECT ON system.kafka_consumers'
const NOT_GRANTED = 497

/** Whether somebody may not ask. */
export const isNotGranted = (error: unknown) => serverCode(error) === NOT_GRANTED

/** How ClickHouse's own Kafka tables get on. Those without a view are not among them. */
export async function kafkaConsumers(client: ClickHouse): Promise<readonly KafkaConsumer[]> {
  const rows = await client.rows<{ table: string; partitions: string; said: readonly string[] }>(
    `SELECT table, length(assignments.topic) AS partitions,
      arrayFilter((text, time) -> time > now() - 60, exceptions.text, exceptions.time) AS said
    FROM system.kafka_consumers WHERE database = '${DATABASE}' ORDER BY table`,
  )
  return rows.map(({ table, partitions, said }) => ({
    table,
    partitions: Number(partitions),
    complaint: complaintOf(said),
  }))
}

/** That brokers are down is said again and again, and why only now and then. */
const DOWN = /brokers are down$/

function complaintOf(said: readonly string[]): string | null {
  const lines = said.map((text) => shortened(text.split('\n', 1)[0]!))
  return lines.findLast((line) => !DOWN.test(line)) ?? lines.at(-1) ?? null
}

/** Threads and clients mean nothing to who reads it. */
const PREFIX = /^(\[thrd:[^\]]*\]: )?(\S+#consumer-\d+: )?/
/** What a view or a reader failed of may quote a row. */
const THROWN = /^Code: (\d+)\.(?:.*?pushing to view (\S+\w))?(?:.*\(([A-Z_]+)\))?/
const CREATING = /^std::exception.*?e\.what\(\) = (.*?), Stack trace.*$/

function shortened(line: string): string {
  const [, code, view, name] = THROWN.exec(line) ?? []
  if (code === undefined) return line.replace(CREATING, '$1').replace(PREFIX, '')
  return `Code ${code}${name === undefined ? '' : ` (${name})`}${view === undefined ? '' : ` in ${view}`}`
}
