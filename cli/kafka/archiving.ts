import { bringArchiveUpToDate, dropReaders, makePartitionTables } from '../../clickhouse/archive.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Cluster } from '../../clickhouse/cluster.ts'
import { takeAsStored } from '../../log/kafka/archive/stored.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import type { KafkaReader, TopicName } from '../../schemas/ddl/kafka.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { complain } from '../output.ts'
import type { Brokers } from './brokers.ts'
import { findGap, lookGroup, type Asking, type Gap } from './gap.ts'
import { setBack } from './set-back.ts'

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

/** The group of who tells of findings. */
export const alertsGroup = ({ group }: Pick<KafkaSettings, 'group'>): string => `${group}-alerts`

/** The groups of all who judge and archive, and of who looks whether something is missing. */
export function groupsOf(settings: Pick<KafkaSettings, 'group'>): string[] {
  return [
    settings.group,
    ...archiveGroups(settings).map(({ group }) => group),
    lookGroup(archiveGroup(settings, 'events')),
  ]
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
  const gap = await findGap(askingOf(archiving))
  if (gap !== null) await goBack(archiving, gap)
  await bringArchiveUpToDate(client, options, cluster)
}

/** Who asks what is lacking. */
export function askingOf({
  brokers,
  client,
  settings,
}: Pick<ArchivingOptions, 'brokers' | 'client' | 'settings'>): Asking {
  return { kafka: brokers.kafka, admin: brokers.admin, client, group: archiveGroup(settings, 'events') }
}

async function goBack(
  { brokers, client, cluster = null, settings, acceptGap }: ArchivingOptions,
  gap: Gap,
): Promise<void> {
  const isLoss = gap.gone.length > 0
  if (isLoss && !acceptGap) throw new Error(gap.message)
  complain(isLoss ? `${gap.message}: accepted` : gap.message)
  for (const { partition, ...gone } of gap.gone) await takeAsStored(client, partition, gone)
  await dropReaders(client, cluster)
  await setBack(brokers.admin, gap, archiveGroups(settings))
}
