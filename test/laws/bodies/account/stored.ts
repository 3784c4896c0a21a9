import type { ClickHouse } from '../../../../clickhouse/client.ts'
import type { Counts } from './counts.ts'

/** What ClickHouse has of a source. */
export interface Stored {
  readonly counted: Counts
  readonly warned: number
  /** The sum of the list of what was rejected. */
  readonly listed: number
  /** Different events. */
  readonly events: number
}

type Row = Readonly<Record<'source' | 'accepted' | 'ignored' | 'rejected' | 'warned' | 'listed' | 'events', string>>

const QUERY = `SELECT source, sum(a) AS accepted, sum(i) AS ignored, sum(r) AS rejected, sum(w) AS warned, sum(l) AS listed, sum(e) AS events FROM (
  SELECT source, sumIf(records, outcome = 'accepted') AS a, sumIf(records, outcome = 'ignored') AS i, sumIf(records, outcome = 'rejected') AS r, sumIf(records, outcome = 'warning') AS w, 0 AS l, 0 AS e
  FROM lifespan.account FINAL GROUP BY source
  UNION ALL SELECT source, 0, 0, 0, 0, sum(records), 0 FROM lifespan.rejected FINAL GROUP BY source
  UNION ALL SELECT source, 0, 0, 0, 0, 0, uniqExact(event_id) FROM lifespan.events GROUP BY source
) WHERE source IN ({sources:Array(String)}) GROUP BY source`

/** The same of each of some sources. */
export async function storedOf(client: ClickHouse, sources: readonly string[]): Promise<readonly Stored[]> {
  const rows = await client.rows<Row>(QUERY, { sources })
  return sources.map((name) => {
    const row = rows.find(({ source }) => source === name)
    const count = (column: keyof Row) => Number(row?.[column] ?? 0)
    const counted = { accepted: count('accepted'), ignored: count('ignored'), rejected: count('rejected') }
    return { counted, warned: count('warned'), listed: count('listed'), events: count('events') }
  })
}
