import type { Message } from 'kafkajs'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import type { Writer } from '../../correlator/io/encode-findings.ts'
import type { Letter } from '../../correlator/engine/tell-batch.ts'
import { blocksOf } from '../../correlator/io/letters.ts'
import { PartitionHolder, type HolderOptions, type PublishedRecord } from '../../correlator/io/partition-holder.ts'
import { restorePartition } from '../../correlator/io/restore-partition.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { PartitionGroup } from '../../log/kafka/group.ts'
import { archivedOf } from '../../log/kafka/archive/stored.ts'
import { committedBy, endOf, endOfKept } from '../../log/kafka/positions.ts'
import { sendBlocks, sendTo } from '../../log/kafka/sending.ts'
import { Together } from '../../log/kafka/together.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import { KEY_HEADER } from '../../schemas/ddl/findings-log.ts'
import type { Keyring } from '../../schemas/keys.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { complain } from '../output.ts'
import type { Judging } from '../system/core.ts'
import type { Brokers } from './brokers.ts'

export interface CorrelatingOptions {
  readonly brokers: Brokers
  /** The correlators' group, and how soon a dead member of it is noticed, ms. */
  readonly group: string
  readonly session: Millis
  /** ClickHouse, from which partitions are restored, the group that archives the log into it, and who that is. */
  readonly archive: { readonly client: ClickHouse; readonly group: string; readonly by: string }
  readonly policy: Policy
  readonly keyring: Keyring
  readonly writer: Writer
  readonly onFindings: (rows: readonly FindingRow[]) => void
  /** Told when facts were received of which all that follows is published, ms. */
  readonly onJudged: (received: Millis) => void
  readonly onTrouble: (error: Error) => void
}

/** A correlator that shares the partitions of the log with others. */
export interface Correlating extends Judging {
  close(): Promise<void>
}

/** Starts a correlator on the partitions that the group gives it; resolves once it has some, or has heard that there are none for it. */
export async function startCorrelating(options: CorrelatingOptions): Promise<Correlating> {
  const { brokers, group: groupId, session, onTrouble } = options
  const holders = new Set<PartitionHolder>()
  const post = postTo(brokers)
  const group: PartitionGroup = new PartitionGroup({
    kafka: brokers.kafka,
    group: groupId,
    session,
    keyId: brokers.keyId,
    archivedBy: options.archive.by,
    hold: (partition) => {
      const holder: PartitionHolder = hold(options, partition, {
        send: post.send,
        publish: (records) => post.publish(partition, records),
        judged: (position) => group.judged(partition, position),
        onDropped: () => holders.delete(holder),
      })
      holders.add(holder)
      return holder
    },
    onTrouble,
    onForeign: createForeign(),
  })
  await group.joined
  return {
    get engines() {
      return [...holders].map(({ tenure }) => tenure.engine)
    },
    get behind() {
      return group.behind
    },
    settled: Promise.resolve(),
    judge: () => Promise.resolve(),
    close: () => group.close(),
  }
}

type Told = Pick<HolderOptions, 'send' | 'publish' | 'judged' | 'onDropped'>

const FOREIGN_AGAIN_MS = 60_000

/** Says of records that are none of ours where one is, and once a minute how many there were. */
function createForeign(): (partition: number, offset: number) => void {
  let [records, said] = [0, -Infinity]
  return (partition, offset) => {
    records += 1
    if (Date.now() - said < FOREIGN_AGAIN_MS) return
    said = Date.now()
    const what = `${TOPICS.events}/${partition}@${offset} is no record of Lifespan's: passed over`
    complain(records === 1 ? what : `${what}, as ${records - 1} before it`)
  }
}

/** What partitions tell and publish at the same time goes to brokers together: a request costs much, whatever it holds. */
function postTo({ producer, keyId }: Brokers) {
  const letters = new Together<Letter>((all) => sendBlocks(producer, keyId, blocksOf(all)))
  const findings = new Together<Message>((all) => sendTo(producer, TOPICS.findings, all))
  return {
    send: (all: readonly Letter[]) => letters.send(all),
    publish: (partition: number, records: readonly PublishedRecord[]) =>
      findings.send(
        records.map(({ id, key, record }) => ({ partition, key: id, value: record, headers: { [KEY_HEADER]: key } })),
      ),
  }
}

function hold({ brokers, group, archive, ...options }: CorrelatingOptions, partition: number, told: Told) {
  const { admin, partitions } = brokers
  return new PartitionHolder({
    ...options,
    ...told,
    share: { partition, partitions },
    positions: async () => ({
      archived: await archivedOf(admin, archive, partition),
      judged: await committedBy(admin, group, partition),
    }),
    end: () => endOf(admin, TOPICS.events, partition),
    findingsEnd: () => endOfKept(admin, TOPICS.findings, partition),
    restore: (engine) => restorePartition(archive.client, engine, partition),
  })
}
