import { bringArchiveUpToDate, dropReaders, makePartitionTables } from '../../clickhouse/archive.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Cluster } from '../../clickhouse/cluster.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import type { KafkaReader, TopicName } from '../../schemas/ddl/kafka.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { note } from '../output.ts'
import type { Brokers } from './brokers.ts'
import { findGap, setBack, type Gap } from './gap.ts'

/** The group that archives a topic: each its own, so that none of them waits for another. */
export function archiveGroup({ group }: Pick<KafkaSettings, 'group'>, topic: TopicName): string {
  return topic === 'events' ? `${group}-archive` : `${group}-archive-${topic}`
}

/** The groups that archive, and which topic each. */
function archiveGroups(settings: Pick<KafkaSettings, 'group'>) {
  return (Object.keys(TOPICS) as TopicName[]).map((topic) => ({
    topic: TOPICS[topic],
    group: archiveGroup(settings, topic),
  }))
}

/** The groups of all who judge and archive. */
export function groupsOf(settings: Pick<KafkaSettings, 'group'>): string[] {
  return [settings.group, ...archiveGroups(settings).map(({ group }) => group)]
}

/** How ClickHouse reads the log by itself; null where it does not. */
function readerOf(settings: KafkaSettings, { keyId }: Brokers): KafkaReader | null {
  const { archivedBy, clickhouseBrokers: brokers } = settings
  if (archivedBy !== 'clickhouse') return null
  return { brokers, topics: TOPICS, groupOf: (topic) => archiveGroup(settings, topic), keyId }
}

export interface ArchivingOptions {
  readonly brokers: Brokers
  readonly client: ClickHouse
  /** All nodes of the cluster on which the tables are. */
  readonly cluster?: Cluster | null
  readonly settings: KafkaSettings
  /** Whether to go on though a part of the log is gone that was never archived. */
  readonly acceptGap: boolean
}

/**
 * Brings the tables of the log to what is declared, and lets ClickHouse read it where it is to. Where ClickHouse has less than the
 * archiving group thinks, for it was restored from a backup, that group goes back first. Throws an Error where the log no longer
 * reaches back to there.
 */
export async function prepareArchive(archiving: ArchivingOptions): Promise<void> {
  const { brokers, client, cluster = null, settings } = archiving
  const options = { partitions: brokers.partitions, reader: readerOf(settings, brokers) }
  // Whoever reads is made once it is known from where: a reader that is taken away again would be a member of its group for a while.
  await makePartitionTables(client, cluster)
  const group = archiveGroup(settings, 'events')
  const gap = await findGap(brokers.admin, client, group)
  if (gap !== null) await goBack(archiving, gap)
  await bringArchiveUpToDate(client, options, cluster)
}

async function goBack(
  { brokers, client, cluster = null, settings, acceptGap }: ArchivingOptions,
  gap: Gap,
): Promise<void> {
  if (gap.lost > 0 && !acceptGap) throw new Error(gap.message)
  note(gap.lost > 0 ? `${gap.message}: accepted` : gap.message)
  await dropReaders(client, cluster)
  await setBack(brokers.admin, gap, archiveGroups(settings))
}
