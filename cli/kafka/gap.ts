import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { patiently } from '../../log/kafka/patiently.ts'
import { allCommittedBy } from '../../log/kafka/positions.ts'
import { TOPICS } from '../../log/kafka/topics.ts'

/** Where ClickHouse has less than the archiving group thinks, or than the log still holds. */
export interface Gap {
  /** From where on each partition of the log is to be archived anew. */
  readonly from: readonly { readonly partition: number; readonly offset: string }[]
  /** How many records are gone that were never archived. */
  readonly lost: number
  readonly message: string
}

interface Place {
  readonly partition: number
  /** What follows the last record that ClickHouse has. */
  readonly stored: number
  readonly committed: number
  /** The first record that the log still has. */
  readonly low: number
}

/** Compares what ClickHouse has of the log with what its group has committed, and with what the log still holds; null where all is well. */
export async function findGap(admin: Admin, client: ClickHouse, group: string): Promise<Gap | null> {
  const places = await placesOf(admin, client, group)
  const behind = places.filter(({ stored, committed }) => stored < committed)
  const gone = places.filter(({ stored, low }) => stored < low)
  if (behind.length === 0 && gone.length === 0) return null
  const lost = gone.reduce((sum, { stored, low }) => sum + low - stored, 0)
  const from = places.map(({ partition, stored, low }) => ({ partition, offset: String(Math.max(stored, low)) }))
  return { from, lost, message: lost > 0 ? goneMessage(gone, lost) : behindMessage(behind) }
}

async function placesOf(admin: Admin, client: ClickHouse, groupId: string): Promise<Place[]> {
  const rows = await client.rows<{ partition: number; next: string }>(
    'SELECT partition, max(offset) + 1 AS next FROM lifespan.log_positions GROUP BY partition',
  )
  const stored = new Map(rows.map(({ partition, next }) => [partition, Number(next)]))
  const committed = await allCommittedBy(admin, groupId)
  const ends = await patiently(() => admin.fetchTopicOffsets(TOPICS.events))
  return ends.map(({ partition, low }) => ({
    partition,
    stored: stored.get(partition) ?? 0,
    committed: committed.get(partition) ?? 0,
    low: Number(low),
  }))
}

function behindMessage(behind: readonly Place[]): string {
  const records = behind.reduce((sum, { stored, committed }) => sum + committed - stored, 0)
  const what = `ClickHouse has less of the log than was archived, as if restored from a backup: ${records} records of ${behind.length} partitions`
  return `${what} are archived again`
}

function goneMessage(gone: readonly Place[], lost: number): string {
  const where = gone.slice(0, 3).map(({ partition }) => partition)
  const what = `the log no longer reaches back to what ClickHouse has: ${lost} records are gone (partitions ${where.join(', ')}${gone.length > 3 ? ', …' : ''})`
  return `${what}. Restore a newer backup of ClickHouse, or go on without them: --accept-gap`
}

interface Group {
  readonly topic: string
  readonly group: string
}

/** Sets the archiving groups back: that of the log to where it is needed, all others to their beginning, for what comes again does no harm. */
export async function setBack(admin: Admin, { from }: Gap, groups: readonly Group[]): Promise<void> {
  for (const { topic, group } of groups) {
    await emptied(admin, group)
    if (topic === TOPICS.events) await admin.setOffsets({ groupId: group, topic, partitions: [...from] })
    else await admin.resetOffsets({ groupId: group, topic, earliest: true })
  }
}

const LOOK_MS = 500
/** Whoever left without a word is a member until its session ends. */
const PATIENCE_MS = 60_000

/** Waits until nobody is in a group: brokers take positions of nobody else. */
async function emptied(admin: Admin, groupId: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
    const { groups } = await patiently(() => admin.describeGroups([groupId]))
    if (groups.every(({ state }) => state === 'Empty' || state === 'Dead')) return
    if (Date.now() > until)
      throw new Error(
        `somebody still archives in the group ${groupId}, which must go back: stop every 'lifespan archive'`,
      )
  }
}
