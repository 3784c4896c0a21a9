import type { Admin } from 'kafkajs'
import type { ClickHouse } from '../../../clickhouse/client.ts'
import { STORED, TAKE_AS_STORED } from '../../../schemas/ddl/log-stored.ts'
import { committedBy } from '../positions.ts'

/** Offsets of a partition: from one to before another. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What ClickHouse has of a partition of the log. */
export interface Stored {
  /** What follows the last record that it has. */
  readonly end: number
  /** Where it has none, before that, in their order. */
  readonly holes: readonly Stretch[]
}

const NOTHING: Stored = { end: 0, holes: [] }

/** What ClickHouse has of each partition of which it has anything, or of one. */
export async function storedIn(client: ClickHouse, of = -1): Promise<ReadonlyMap<number, Stored>> {
  const rows = await client.rows<{ partition: number; end: string; holes: [string, string][] }>(STORED, { of })
  return new Map(
    rows.map(({ partition, end, holes }) => [
      partition,
      {
        end: Number(end),
        holes: holes.map(([from, to]) => ({ from: Number(from), to: Number(to) })).toSorted((a, b) => a.from - b.from),
      },
    ]),
  )
}

/** The stretches before an offset of which nothing is stored, in their order. */
export function lackingBefore(before: number, { end, holes }: Stored = NOTHING): readonly Stretch[] {
  return [...holes, { from: end, to: before }]
    .map(({ from, to }) => ({ from, to: Math.min(to, before) }))
    .filter(({ from, to }) => from < to)
}

/** From now on a stretch counts as stored: nothing can come of it. */
export function takeAsStored(client: ClickHouse, partition: number, { from, to }: Stretch): Promise<void> {
  return client.command(TAKE_AS_STORED, { partition, from, to })
}

/** Up to where all of a partition is in ClickHouse: where that was restored since, what its group has committed says too much. */
export async function archivedOf(
  admin: Admin,
  { client, group }: { readonly client: ClickHouse; readonly group: string },
  partition: number,
): Promise<number> {
  const committed = await committedBy(admin, group, partition)
  const stored = await storedIn(client, partition)
  return lackingBefore(committed, stored.get(partition))[0]?.from ?? committed
}
