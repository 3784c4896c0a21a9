import type { Admin, Producer } from 'kafkajs'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Writer } from '../../correlator/io/encode-findings.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { PartitionHolder } from '../../correlator/io/partition-holder.ts'
import { restorePartition } from '../../correlator/io/restore-partition.ts'
import { connectKafka, type KafkaAccess } from '../../log/kafka/connection.ts'
import { PartitionGroup } from '../../log/kafka/group.ts'
import { committedBy, endOf } from '../../log/kafka/positions.ts'
import { sendBlocks, sendTo } from '../../log/kafka/sending.ts'
import { ensureTopics, TOPICS, type TopicSettings } from '../../log/kafka/topics.ts'
import { findingsFromLog, KEY_HEADER } from '../../schemas/ddl/findings-log.ts'
import { partitionedTables } from '../../schemas/ddl/partitions.ts'
import type { Keyring } from '../../schemas/keys.ts'
import type { Policy } from '../../schemas/policy.ts'

export interface PartitionedOptions {
  readonly access: KafkaAccess
  /** The correlators' group. */
  readonly group: string
  readonly topics: TopicSettings
  readonly policy: Policy
  readonly keyring: Keyring
  readonly writer: Writer
  readonly onFindings: (rows: readonly FindingRow[]) => void
  /** ClickHouse, which archives the log by itself in a group of its own; without it the log is read from its beginning. */
  readonly archive: Archive | null
}

interface Archive {
  readonly client: ClickHouse
  readonly group: string
  /** How ClickHouse reaches the brokers. */
  readonly brokers: string
}

/** A correlator that shares the partitions of the log with others. */
export interface Partitioned {
  close(): Promise<void>
}

/** Starts a correlator on the partitions that the group gives it. Throws a `TopicFault` where the topics are not as configured. */
export async function startPartitioned(options: PartitionedOptions): Promise<Partitioned> {
  const { access, group: groupId, topics } = options
  const kafka = connectKafka(access)
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })]
  await Promise.all([admin.connect(), producer.connect()])
  const partitions = await ensureTopics(admin, topics)
  if (options.archive !== null) await beginArchive(options.archive, partitions)
  const group: PartitionGroup = new PartitionGroup({
    kafka,
    group: groupId,
    hold: (partition) =>
      hold({
        ...options,
        admin,
        producer,
        partition,
        partitions,
        judged: (position) => group.judged(partition, position),
      }),
    onTrouble: access.onTrouble,
    onForeign: (partition, offset) =>
      access.onTrouble(new Error(`${TOPICS.events}/${partition}@${offset} is no record of Lifespan's: passed over`)),
  })
  await group.start()
  return {
    close: async () => {
      await group.close()
      await Promise.all([producer.disconnect(), admin.disconnect()])
    },
  }
}

async function beginArchive({ client, group, brokers }: Archive, partitions: number): Promise<void> {
  const log = { brokers, group, topic: TOPICS.events, partitions }
  const findings = findingsFromLog(brokers, group, TOPICS.findings)
  for (const statement of [...partitionedTables(log), ...findings]) await client.command(statement)
}

interface Holding extends PartitionedOptions {
  readonly admin: Admin
  readonly producer: Producer
  readonly partition: number
  readonly partitions: number
  readonly judged: (position: number) => void
}

function hold({
  admin,
  producer,
  partition,
  partitions,
  group,
  access,
  archive,
  ...options
}: Holding): PartitionHolder {
  return new PartitionHolder({
    ...options,
    share: { partition, partitions },
    positions: async () => ({
      archived: archive === null ? 0 : await committedBy(admin, archive.group, partition),
      judged: await committedBy(admin, group, partition),
    }),
    end: () => endOf(admin, TOPICS.events, partition),
    findingsEnd: () => endOf(admin, TOPICS.findings, partition),
    restore: async (engine) => (archive === null ? undefined : restorePartition(archive.client, engine, partition)),
    send: (blocks) => sendBlocks(producer, blocks),
    publish: (records) =>
      sendTo(
        producer,
        TOPICS.findings,
        records.map(({ id, key, record }) => ({ partition, key: id, value: record, headers: { [KEY_HEADER]: key } })),
      ),
    onTrouble: access.onTrouble,
  })
}
