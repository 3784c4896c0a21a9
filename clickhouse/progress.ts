import type { Millis } from '../schemas/time.ts'
import type { ClickHouse } from './client.ts'

/** How far the stream has come, as it was last written down, and what there is. Milliseconds; 0 where there is none. */
export interface Progress {
  /** By the server's clock. */
  readonly now: Millis
  /** The greatest arrival that the log holds. */
  readonly received: Millis
  /** Up to which arrival all is judged. */
  readonly judgedThrough: Millis
  /** When that was last judged and published. */
  readonly judgedAt: Millis
}

type Row = Readonly<Record<keyof Progress, string>>

/** Reads how far the stream has come. */
export async function readProgress(client: ClickHouse): Promise<Progress> {
  const [row] = await client.rows<Row>(
    `SELECT toUnixTimestamp64Milli(now64(3)) AS now,
      (SELECT toUnixTimestamp64Milli(max(received_at)) FROM lifespan.events) AS received,
      (SELECT max(mark) FROM lifespan.progress WHERE name = 'judged_through') AS judgedThrough,
      (SELECT max(mark) FROM lifespan.progress WHERE name = 'judged_at') AS judgedAt`,
  )
  const { now, received, judgedThrough, judgedAt } = row!
  const [there, through, at] = [received, judgedThrough, judgedAt].map(Number) as [Millis, Millis, Millis]
  return { now: Number(now), received: there, judgedThrough: through, judgedAt: at }
}

/** Writes down something that is to be known at the next start: a number, a text, or both. */
export function writeProgress(
  client: ClickHouse,
  name: string,
  { mark = 0, note = '' }: { readonly mark?: number; readonly note?: string },
): Promise<void> {
  const insert =
    'INSERT INTO lifespan.progress (name, mark, note, version) SELECT {name:String}, {mark:Int64}, {note:String}, {version:UInt64}'
  return client.command(insert, { name, mark, note, version: Date.now() })
}
