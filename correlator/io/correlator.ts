import type { ClickHouse } from '../../clickhouse/client.ts'
import { insist } from '../../clickhouse/insist.ts'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import type { Progress } from '../../clickhouse/progress.ts'
import type { LogReader } from '../../log/log.ts'
import type { EventBatch } from '../../schemas/batch.ts'
import type { Policy } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import { Engine } from '../engine/engine.ts'
import { RULES } from '../rules/index.ts'
import { createWriter, encodeFindings, inParts, type Writer } from './encode-findings.ts'
import { createFindingRows, type FindingRow } from './finding-row.ts'
import { restore } from './restore.ts'
import { waitPast } from './waiting.ts'

/** How often progress is written down while batches come. */
const PROGRESS_MS = 1_000

export interface CorrelatorOptions {
  readonly client: ClickHouse
  readonly policy: Policy
  readonly policyVersion: string
  /** Told of findings once they are stored: each with what it means, in the order of judging. */
  readonly onFindings: (rows: readonly FindingRow[]) => void
  readonly onRetry: (error: Error) => void
  /** Told when a batch is durable, merged and judged. */
  readonly onDurable?: () => void
}

/** The engine with its clock: merges what is logged, judges what is durable, publishes what changed, and wakes in time. */
export class Correlator implements LogReader {
  readonly engine: Engine
  readonly #options: CorrelatorOptions
  readonly #writer: Writer
  readonly #toRow: (change: Parameters<ReturnType<typeof createFindingRows>>[0], now: number) => FindingRow
  readonly #stopping = new AbortController()
  #judgedThrough: Millis = 0
  #judgedAt: Millis = 0
  #timer: NodeJS.Timeout | undefined
  #merged = false
  #publishing: Promise<void> = Promise.resolve()
  #progressTimer: NodeJS.Timeout | undefined

  constructor(options: CorrelatorOptions) {
    this.#options = options
    this.engine = new Engine(RULES, options.policy)
    this.#toRow = createFindingRows(this.engine.state, options.policy)
    this.#writer = createWriter(options.policyVersion)
  }

  /** Restores all rows, judges each once and publishes; returns how far the log had come. */
  async start(): Promise<Progress> {
    const progress = await restore(this.#options.client, this.engine, RULES)
    this.#judgedThrough = progress.judgedThrough
    await this.judge(progress.received)
    return progress
  }

  merge(batch: EventBatch): void {
    this.#merged = true
    this.engine.merge(batch)
  }

  durable(mark: Millis): void {
    this.#merged = false
    void this.judge(mark)
    this.#options.onDurable?.()
  }

  /** Judges what waits and what is due; resolves once that is published. Nothing is judged while a batch is not durable yet. */
  judge(mark: Millis = 0): Promise<void> {
    const now = Date.now()
    const rows = this.engine.judge(now).map((change) => this.#toRow(change, now))
    this.#setTimer(now)
    return this.#inOrder(() => this.#publish(rows, mark, now))
  }

  /** The one that judges all. */
  get engines(): readonly Engine[] {
    return [this.engine]
  }

  /** Resolves once all that was judged by now is published. */
  get settled(): Promise<void> {
    return this.#publishing
  }

  /** Publishes what is left, and writes down how far it came. Gives up on a ClickHouse that does not answer: a start makes up for it. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    clearTimeout(this.#progressTimer)
    this.#stopping.abort()
    await this.#inOrder(() => this.#writeProgress())
  }

  /** One write after the other. One that is given up at the end was reported, and the next start judges and publishes anew. */
  #inOrder(write: () => Promise<void>): Promise<void> {
    this.#publishing = this.#publishing.then(write).catch(() => undefined)
    return this.#publishing
  }

  #setTimer(now: Millis): void {
    clearTimeout(this.#timer)
    if (this.engine.nextTimer === NEVER) return
    this.#timer = setTimeout(
      () => {
        if (!this.#merged) void this.judge()
      },
      waitPast(this.engine.nextTimer, now),
    )
  }

  async #publish(rows: readonly FindingRow[], mark: Millis, now: Millis): Promise<void> {
    for (const part of inParts(rows)) {
      const { columns, block } = encodeFindings(part, this.#writer)
      await this.#insist(() => this.#options.client.insertNative('lifespan.findings', columns, block))
      this.#options.onFindings(part)
    }
    if (mark > this.#judgedThrough || rows.length > 0) this.#progress(Math.max(mark, this.#judgedThrough), now)
  }

  /** Writes the mark down soon: once a second while batches come. */
  #progress(mark: Millis, now: Millis): void {
    this.#judgedThrough = mark
    this.#judgedAt = now
    this.#progressTimer ??= setTimeout(() => {
      this.#progressTimer = undefined
      void this.#inOrder(() => this.#writeProgress())
    }, PROGRESS_MS)
  }

  async #writeProgress(): Promise<void> {
    if (this.#judgedAt === 0) return
    const version = Date.now()
    const block = encodeNative(2, [
      { name: 'name', type: 'String', data: ['judged_through', 'judged_at'] },
      { name: 'mark', type: 'Int64', data: Float64Array.of(this.#judgedThrough, this.#judgedAt) },
      { name: 'version', type: 'UInt64', data: Float64Array.of(version, version) },
    ])
    await this.#insist(() => this.#options.client.insertNative('lifespan.progress', ['name', 'mark', 'version'], block))
  }

  #insist(insert: () => Promise<void>): Promise<void> {
    return insist(insert, { onRetry: this.#options.onRetry, signal: this.#stopping.signal })
  }
}
