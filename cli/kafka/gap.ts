import type { Admin, Kafka } from 'kafkajs'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { firstRecords } from '../../log/kafka/archive/first-records.ts'
import { lackingBefore, storedIn, takeAsStored, type Stretch } from '../../log/kafka/archive/stored.ts'
import { patiently } from '../../log/kafka/patiently.ts'
import { allCommittedBy } from '../../log/kafka/positions.ts'
import { TOPICS } from '../../log/kafka/topics.ts'

/** What ClickHouse lacks of a partition, though its group has committed it, or the log no longer has it. */
export interface Lack {
  readonly partition: number
  readonly holes: readonly Stretch[]
  /** The first record that the log still has. */
  readonly low: number
}

/** What is to be archived again, or can't be. */
export interface Gap {
  /** From where on partitions of the log are to be archived anew. */
  readonly from: readonly { readonly partition: number; readonly offset: string }[]
  /** Stretches that are gone and were never archived. */
  readonly gone: readonly (Stretch & { readonly partition: number })[]
  readonly message: string
}

/** Who asks, and of what. */
export interface Asking {
  readonly kafka: Kafka
  readonly admin: Admin
  readonly client: ClickHouse
  /** The one that archives the log. */
  readonly group: string
}

/** Compares what ClickHouse has of the log with what its group has committed, and with what the log still holds. */
export async function findLacks(asking: Asking): Promise<readonly Lack[]> {
  return (await compare(asking)).lacks
}

async function compare({ admin, client, group }: Asking) {
  // Whatever is committed before we look is in the tables when we do.
  const committed = await allCommittedBy(admin, group)
  const stored = await storedIn(client)
  const ends = await patiently(() => admin.fetchTopicOffsets(TOPICS.events))
  const lacks = ends
    .map(({ partition, low }): Lack => {
      const before = Math.max(committed.get(partition) ?? 0, Number(low))
      return { partition, low: Number(low), holes: lackingBefore(before, stored.get(partition)) }
    })
    .filter(({ holes }) => holes.length > 0)
  return { lacks, isNew: stored.size === 0 }
}

/** The same with a look at what the log has there; null where all is well. What holds nothing counts as stored from now on. */
export async function findGap(asking: Asking): Promise<Gap | null> {
  const { lacks, isNew } = await compare(asking)
  const gone = lacks.flatMap(({ partition, holes, low }) =>
    within(holes, 0, low).map((hole) => ({ ...hole, partition })),
  )
  const kept = lacks.map(({ partition, holes, low }) => ({ partition, holes: within(holes, low, Infinity) }))
  const starts = await startsOf(asking, kept)
  if (starts.length === 0 && gone.length === 0) return null
  const from = starts.map(({ partition, at }) => ({ partition, offset: String(at) }))
  if (gone.length > 0) return { from, gone, message: goneMessage(gone) }
  return { from, gone, message: behindMessage(starts, isNew) }
}

/** What of stretches lies between two offsets. */
function within(stretches: readonly Stretch[], least: number, most: number): readonly Stretch[] {
  return stretches
    .map(({ from, to }) => ({ from: Math.max(from, least), to: Math.min(to, most) }))
    .filter(({ from, to }) => from < to)
}

interface Start {
  readonly partition: number
  /** The first record that is lacking. */
  readonly at: number
  /** How many are, at most. */
  readonly records: number
}

async function startsOf({ kafka, client, group }: Asking, kept: readonly Omit<Lack, 'low'>[]): Promise<Start[]> {
  const sought = new Map(kept.filter(({ holes }) => holes.length > 0).map(({ partition, holes }) => [partition, holes]))
  if (sought.size === 0) return []
  const found = await firstRecords(kafka, lookGroup(group), TOPICS.events, sought)
  const starts: Start[] = []
  for (const [partition, holes] of sought) {
    const at = found.get(partition) ?? null
    for (const empty of within(holes, 0, at ?? Infinity)) await takeAsStored(client, partition, empty)
    if (at === null) continue
    const records = within(holes, at, Infinity).reduce((sum, { from, to }) => sum + to - from, 0)
    starts.push({ partition, at, records })
  }
  return starts
}

/** In which one is that looks at records which may be lacking. */
export const lookGroup = (group: string) => `${group}-look`

function behindMessage(from: readonly Start[], isNew: boolean): string {
  const records = from.reduce((sum, start) => sum + start.records, 0)
  const why = isNew ? 'it is new' : 'as if restored from a backup'
  const what = `ClickHouse has less of the log than was archived, ${why}: ${records} records of ${from.length} partitions`
  return `${what} are archived again`
}

function goneMessage(gone: Gap['gone']): string {
  const lost = gone.reduce((sum, { from, to }) => sum + to - from, 0)
  const partitions = [...new Set(gone.map(({ partition }) => partition))]
  const where = `${partitions.slice(0, 3).join(', ')}${partitions.length > 3 ? ', …' : ''}`
  const what = `the log no longer reaches back to what ClickHouse has: ${lost} records are gone (partitions ${where})`
  return `${what}. Restore a newer backup of ClickHouse, or go on without them: --accept-gap`
}
