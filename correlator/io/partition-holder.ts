import { insist } from '../../clickhouse/insist.ts'
import { decodeBlock } from '../../clickhouse/native/decode.ts'
import { decodeFacts } from '../../log/facts.ts'
import type { FindingMessage, Held, Placed } from '../../log/kafka/held.ts'
import { EventBatch } from '../../schemas/batch.ts'
import type { Keyring } from '../../schemas/keys.ts'
import type { Share } from '../../schemas/partition.ts'
import type { Policy } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import type { Engine, FindingChange } from '../engine/engine.ts'
import type { Publication } from '../engine/published.ts'
import { RULES } from '../rules/index.ts'
import type { Letter } from '../engine/tell-batch.ts'
import type { Entry, Positions, TenurePorts } from '../tenure/ports.ts'
import { Tenure } from '../tenure/tenure.ts'
import type { Writer } from './encode-findings.ts'
import { decodeFinding, encodeFinding } from './finding-record.ts'
import { createFindingRows, type FindingRow } from './finding-row.ts'
import { decodeTells } from './tell-block.ts'
import { waitPast } from './waiting.ts'

/** A finding for its topic: by its id, with its subject's key in hex beside it. */
export interface PublishedRecord {
  readonly id: string
  readonly key: string
  readonly record: string
}

/** What a partition that is held needs of Kafka and of the archive. */
export interface HolderOptions {
  readonly share: Share
  readonly policy: Policy
  readonly keyring: Keyring
  readonly writer: Writer
  /** How far the archive and the judging have come. */
  readonly positions: () => Promise<Positions>
  /** Where the partition ends now, of the log and of what was published. */
  readonly end: () => Promise<number>
  readonly findingsEnd: () => Promise<number>
  readonly restore: (engine: Engine) => Promise<void>
  readonly send: (letters: readonly Letter[]) => Promise<void>
  readonly publish: (records: readonly PublishedRecord[]) => Promise<void>
  readonly judged: (position: number) => void
  /** It is another's now. */
  readonly onDropped: () => void
  readonly onFindings: (rows: readonly FindingRow[]) => void
  /** Told when facts were received of which all that follows is published, ms. */
  readonly onJudged: (received: Millis) => void
  readonly onTrouble: (error: Error) => void
}

const NOTHING: Entry = { facts: new EventBatch(1) }

/** A partition of the log in our hands: records become entries, what is told blocks, what is published records, and time wakes it. */
export class PartitionHolder implements Held {
  readonly begun: Promise<number>
  readonly tenure: Tenure
  readonly #options: HolderOptions
  readonly #toRow: ReturnType<typeof createFindingRows>
  readonly #dropped = new AbortController()
  /** What was read of the topic of findings while the partition is taken over; null once it is. */
  #early: Publication[] | null = []
  #learned = 0
  #onLearned: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: HolderOptions) {
    this.#options = options
    this.tenure = new Tenure(options.share, RULES, options.policy, this.#ports())
    this.#toRow = createFindingRows(this.tenure.engine.state, options.policy)
    this.begun = this.tenure.takeOver()
    this.begun.then(
      () => this.#setTimer(),
      () => undefined,
    )
  }

  async read(position: number, records: readonly Placed[]): Promise<void> {
    const entries = await Promise.all(records.map((record) => this.#entry(record)))
    const isLive = this.tenure.isCaughtUp
    await this.#unlessDropped(this.tenure.read(position, entries))
    if (isLive) for (const entry of entries) this.#tellJudged(entry)
  }

  async learn(messages: readonly FindingMessage[]): Promise<void> {
    const { keyring } = this.#options
    const published = messages.flatMap(({ value }) => decodeFinding(value, RULES, keyring) ?? [])
    this.#learned = (messages.at(-1)?.offset ?? this.#learned - 1) + 1
    if (this.#early === null) return this.#unlessDropped(this.tenure.learn(published))
    this.#early.push(...published)
    this.#onLearned()
  }

  drop(): void {
    this.#dropped.abort()
    clearTimeout(this.#timer)
    this.#options.onDropped()
  }

  #tellJudged(entry: Entry): void {
    if ('facts' in entry && entry.facts.length > 0) this.#options.onJudged(entry.facts.columns.received_at[0]!)
  }

  /** What a record holds. One that can't be read is as if it held nothing: its place counts all the same. */
  async #entry(record: Placed): Promise<Entry> {
    if (record === null) return NOTHING
    const { rows, block } = record
    try {
      const isFact = rows === 'event' || rows === 'mention'
      return isFact ? { facts: decodeFacts(block) } : { tells: decodeTells(rows, await decodeBlock(block)) }
    } catch (cause) {
      this.#options.onTrouble(new Error(`a record of the log can't be read: ${(cause as Error).message}`, { cause }))
      return NOTHING
    }
  }

  /** Work that was under way when the partition was dropped fails, and nobody minds. */
  async #unlessDropped(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!this.#dropped.signal.aborted) throw error
    })
    this.#setTimer()
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    const { nextTimer } = this.tenure
    if (nextTimer === NEVER || this.#dropped.signal.aborted) return
    const wake = () => void this.#unlessDropped(this.tenure.wake()).catch(this.#options.onTrouble)
    this.#timer = setTimeout(wake, waitPast(nextTimer, Date.now()))
  }

  #ports(): TenurePorts {
    const { positions, end, restore, judged } = this.#options
    return {
      positions,
      end,
      restore,
      published: () => this.#published(),
      send: (letters) => this.#insist(() => this.#options.send(letters)),
      publish: (changes) => this.#publish(changes),
      commit: async (position) => judged(position),
      now: Date.now,
    }
  }

  async #published(): Promise<Publication[]> {
    const findings = await this.#options.findingsEnd()
    while (this.#learned < findings) await new Promise<void>((resolve) => (this.#onLearned = resolve))
    const early = this.#early ?? []
    this.#early = null
    return early
  }

  async #publish(changes: readonly FindingChange[]): Promise<void> {
    const { writer } = this.#options
    const rows = changes.map((change) => this.#toRow(change, Date.now()))
    const records = rows.map((row) => ({
      id: row.id,
      key: Buffer.from(row.subjectKey).toString('hex'),
      record: encodeFinding(row, writer),
    }))
    await this.#insist(() => this.#options.publish(records))
    this.#options.onFindings(rows)
  }

  #insist(step: () => Promise<void>): Promise<void> {
    const { signal } = this.#dropped
    if (signal.aborted) return Promise.reject(new Error('the partition is no longer ours'))
    return insist(step, { onRetry: this.#options.onTrouble, signal })
  }
}
