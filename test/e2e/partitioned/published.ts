import type { Admin, Kafka } from 'kafkajs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '../../../clickhouse/client.ts'
import { TOPICS } from '../../../log/kafka/topics.ts'
import { NEVER } from '../../../schemas/time.ts'
import type { HistoryFinding } from '../../histories/history.ts'
import { readTopic } from '../../kafka/read-topic.ts'
import { ARCHIVE, GROUP } from './settings.ts'

interface Published {
  readonly id: string
  readonly tenant: string
  readonly rule: string
  readonly subject_kind: string
  readonly subject_id: string
  readonly appears: number
  readonly since: number
  readonly until: number
  readonly severity: string
  readonly retracted: number
  readonly version: number
}

const LOOK_MS = 700

/** Waits until the correlators have judged all that is in the log, … */
export const settled = (admin: Admin) => committed(admin, GROUP)

/** … or ClickHouse has archived it. */
export const archived = (admin: Admin) => committed(admin, ARCHIVE)

/** Waits until a group has committed all that there is, twice in a row. */
async function committed(admin: Admin, groupId: string): Promise<void> {
  for (let last = ''; ; await sleep(LOOK_MS)) {
    const ends = await admin.fetchTopicOffsets(TOPICS.events)
    const [group] = await admin.fetchOffsets({ groupId, topics: [TOPICS.events] })
    const offsets = new Map(group!.partitions.map(({ partition, offset }) => [partition, offset]))
    const isDone = ends.every(({ partition, high }) => high === '0' || offsets.get(partition) === high)
    const now = JSON.stringify(ends)
    if (isDone && now === last) return
    last = isDone ? now : ''
  }
}

/** What stands of each tenant: of each finding the greatest version of all that was published. */
export async function standing(kafka: Kafka, admin: Admin): Promise<ReadonlyMap<string, HistoryFinding[]>> {
  const latest = new Map<string, Published>()
  await readTopic(kafka, admin, TOPICS.findings, ({ message: { value } }) => {
    if (value === null) return
    const record = JSON.parse(value.toString()) as Published
    if (record.version >= (latest.get(record.id)?.version ?? 0)) latest.set(record.id, record)
  })
  return grouped([...latest.values()].filter(({ retracted }) => retracted === 0))
}

/** What stands of each tenant as ClickHouse took it over. */
export async function storedFindings(client: ClickHouse): Promise<ReadonlyMap<string, HistoryFinding[]>> {
  const rows = await client.rows<Stored>(
    `SELECT tenant, rule, subject_kind, subject_id, toString(severity) AS severity, appears, since, until
    FROM lifespan.findings FINAL WHERE retracted = 0`,
  )
  return grouped(
    rows.map((row) => ({ ...row, appears: Number(row.appears), since: Number(row.since), until: Number(row.until) })),
  )
}

/** 64-bit integers come as strings. */
type Stored = { readonly [N in keyof Content]: Content[N] extends number ? string : Content[N] }

type Content = Omit<Published, 'id' | 'retracted' | 'version'>

function grouped(records: readonly Content[]): ReadonlyMap<string, HistoryFinding[]> {
  const found = new Map<string, HistoryFinding[]>()
  for (const { tenant, rule, subject_kind: kind, subject_id: id, appears, since, until, severity } of records) {
    const finding = { rule, subject: { kind, id }, appears, since, until: until === NEVER ? null : until, severity }
    found.set(tenant, [...(found.get(tenant) ?? []), finding])
  }
  return found
}
