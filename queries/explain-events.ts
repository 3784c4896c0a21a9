import type { ClickHouse } from '../clickhouse/client.ts'
import type { ListedFinding } from './listed-finding.ts'
import { sqlFile } from './sql-text.ts'

/** One event of the story, by raw ids. */
export interface ExplainedEvent {
  readonly time: string
  readonly type: string
  readonly outcome: string
  /** Of the subject itself, of its workload, of its owner, or of what it was made from. */
  readonly whose: string
  readonly id: string
  readonly detail: string
  readonly source: string
}

const ISO = { date_time_output_format: 'iso' }

interface Story {
  readonly events: ExplainedEvent[]
  readonly uses: number
  readonly firstUseAfter: ExplainedEvent | null
}

/** The events behind a finding, each once; `after` is the end after which a use matters. */
export async function eventsOf(client: ClickHouse, finding: ListedFinding, after: string): Promise<Story> {
  const params = {
    tenant: finding.tenant,
    kind: finding.subject.kind,
    issuer: finding.subject.issuer ?? '',
    id: finding.subject.id,
    identity: finding.identity ?? '',
    after: after.replace('T', ' ').replace('Z', ''),
  }
  const rows = await client.rows<ExplainedEvent & { place: string; uses: string }>(
    sqlFile('explain/events.sql'),
    params,
    ISO,
  )
  const events = rows.map(({ time, type, outcome, whose, id, detail, source }) => ({
    time,
    type,
    outcome,
    whose,
    id,
    detail,
    source,
  }))
  const first = rows.findIndex(({ place }) => place === 'first after')
  return { events, uses: Number(rows[0]?.uses ?? 0), firstUseAfter: events[first] ?? null }
}
