import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { Alert } from '../../alerts/alert.ts'
import type { Alerts } from '../../alerts/io/alerts.ts'
import { Feed } from '../../log/kafka/feed.ts'
import { patiently } from '../../log/kafka/patiently.ts'
import { endOfKept } from '../../log/kafka/positions.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import { alertOf, type PublishedRow } from '../alerting/published-row.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { complain } from '../output.ts'
import { alertsGroup } from './archiving.ts'
import { awaitGroup } from './await-group.ts'
import type { Brokers } from './brokers.ts'

export interface HearingOptions {
  readonly brokers: Brokers
  readonly settings: Pick<KafkaSettings, 'group' | 'session'>
  readonly alerts: Pick<Alerts, 'learn' | 'begin' | 'take' | 'position'>
  readonly onTrouble: (error: Error) => void
}

/** Who hears of findings from their topic. */
export interface Hearing {
  /** Whether all that was published before it began is known. */
  readonly hasBegun: boolean
  close(): Promise<void>
}

/** Brokers notice a member that was killed a little later than its session ends. */
const LATER_MS = 2_000
const MIB = 1_048_576

/**
 * Takes findings from their topic, from where the outbox is; a new one first learns all that was published. Throws an Error where somebody else does
 * it already: what receivers were told stands in one outbox.
 */
export async function startHearing(options: HearingOptions): Promise<Hearing> {
  const { brokers, settings, alerts, onTrouble } = options
  const group = alertsGroup(settings)
  await insistOnNobody(options, group)
  const begun = alerts.position === null ? new Beginning(alerts, await endsOf(brokers)) : null
  if (begun !== null)
    await patiently(() => brokers.admin.resetOffsets({ groupId: group, topic: TOPICS.findings, earliest: true }))
  const feed = new Feed({
    kafka: brokers.kafka,
    group,
    topics: [TOPICS.findings],
    session: settings.session,
    onTrouble,
    consumer: { maxBytesPerPartition: 4 * MIB, maxBytes: 32 * MIB, maxWaitTimeInMs: 20 },
    run: { autoCommitInterval: 1_000 },
    take: async (payload) => take(payload, options, begun),
  })
  return {
    get hasBegun() {
      return begun === null || begun.isOver
    },
    close: () => feed.close(),
  }
}

async function insistOnNobody({ brokers, settings }: HearingOptions, group: string): Promise<void> {
  const isFree = await awaitGroup(
    brokers.admin,
    group,
    ({ members }) => members.length === 0,
    settings.session + LATER_MS,
  )
  if (isFree) return
  const what = `somebody tells of findings already (group ${group}): what receivers were told stands in one outbox`
  throw new Error(`${what}: stop that 'lifespan notify' or 'up' first, or leave it to it`)
}

/** Where each partition of the topic ends now; of those of which nothing is kept nothing is waited for. */
async function endsOf({ admin, partitions }: Brokers): Promise<ReadonlyMap<number, number>> {
  const ends = await Promise.all(
    Array.from({ length: partitions }, async (_, n) => [n, await endOfKept(admin, TOPICS.findings, n)] as const),
  )
  return new Map(ends.filter(([, end]) => end > 0))
}

/** Learns until each partition is read to where it ended at first. */
class Beginning {
  readonly #alerts: HearingOptions['alerts']
  readonly #ends: Map<number, number>
  isOver = false

  constructor(alerts: HearingOptions['alerts'], ends: ReadonlyMap<number, number>) {
    this.#alerts = alerts
    this.#ends = new Map(ends)
    this.#look()
  }

  /** Takes the findings of a batch, which ends before an offset. */
  learn(found: readonly Alert[], partition: number, end: number): void {
    this.#alerts.learn(found)
    if (end >= (this.#ends.get(partition) ?? 0)) this.#ends.delete(partition)
    this.#look()
  }

  #look(): void {
    if (this.#ends.size > 0) return
    this.#alerts.begin()
    this.isOver = true
  }
}

async function take(
  { batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload,
  { alerts }: HearingOptions,
  begun: Beginning | null,
): Promise<void> {
  const { found, foreign } = newestOf(batch.messages)
  if (foreign.length > 0) {
    const what = `${TOPICS.findings}/${batch.partition}@${foreign[0]} is no finding of Lifespan's: passed over`
    complain(foreign.length === 1 ? what : `${what}, and ${foreign.length - 1} after it`)
  }
  if (begun === null || begun.isOver) alerts.take(found)
  else begun.learn(found, batch.partition, Number(batch.lastOffset()) + 1)
  resolveOffset(batch.lastOffset())
  await commitOffsetsIfNecessary()
}

/** Of each finding the newest that came: what it was in between is not told of any more. Tombstones are nothing. */
function newestOf(messages: readonly KafkaMessage[]) {
  const newest = new Map<string, Alert>()
  const foreign: string[] = []
  for (const { value, offset } of messages) {
    if (value === null) continue
    const alert = decode(value)
    if (alert === null) foreign.push(offset)
    else if ((newest.get(alert.id)?.version ?? -1) < alert.version) newest.set(alert.id, alert)
  }
  return { found: [...newest.values()], foreign }
}

function decode(value: Buffer): Alert | null {
  try {
    const row = JSON.parse(value.toString()) as Partial<PublishedRow> | null
    if (typeof row?.id !== 'string' || typeof row.version !== 'number' || typeof row.hash !== 'string') return null
    return alertOf(row as PublishedRow)
  } catch {
    return null
  }
}
