import type { Producer } from 'kafkajs'
import type { NativeBlock, NativeColumn } from '../../../clickhouse/native/column.ts'
import { decodeBlock } from '../../../clickhouse/native/decode.ts'
import { encodeNative } from '../../../clickhouse/native/encode.ts'
import type { Hashing } from '../../../cli/system/core.ts'
import { createIntake } from '../../../collector/intake.ts'
import { readOtlp } from '../../../collector/otlp/read.ts'
import type { Intake } from '../../../collector/translated.ts'
import { blocksOf } from '../../../log/kafka/kafka-log.ts'
import { sendBlocks, type Sent } from '../../../log/kafka/sending.ts'
import type { Append, Log } from '../../../log/log.ts'
import { EventBatch } from '../../../schemas/batch.ts'
import { spanOf, tracesOf } from '../otlp.ts'
import { batchOf } from '../outside.ts'
import { LATER } from './older.ts'

/** What the blocks of a version have instead of ours. */
type Columns = (block: NativeBlock) => readonly NativeColumn[]

const without: Columns = ({ columns }) => columns.filter(({ name }) => name !== LATER)
const withMore: Columns = ({ columns, rows }) => [
  ...columns,
  { name: 'mood', type: 'String', data: Array<string>(rows).fill('good') },
  { name: 'moods', type: 'Map(LowCardinality(String), String)', data: moodsOf(rows) },
]

const moodsOf = (rows: number) => ({
  ends: Uint32Array.from({ length: rows }, (_, row) => row + 1),
  keys: Array<string>(rows).fill('today'),
  values: Array<string>(rows).fill('good'),
})

/** Collectors of three versions: of one that lacks a column, ours, and of one that has two more. */
export const VERSIONS = { older: without, ours: ({ columns }) => columns, newer: withMore } satisfies Record<
  string,
  Columns
>
export type Version = keyof typeof VERSIONS

export interface CollectorOptions {
  readonly producer: Producer
  readonly partitions: number
  readonly hashing: Hashing
}

/** A collector of another version: what it takes in comes into the log in blocks that have other columns. */
export class Collector {
  readonly #intake: Intake

  constructor(version: Version, options: CollectorOptions) {
    const log = {
      append: (append: Append) => store(append, VERSIONS[version], options),
      close: () => Promise.resolve(),
    }
    this.#intake = createIntake({ ...options.hashing, log: log satisfies Log, now: Date.now })
  }

  async take(batch: number): Promise<void> {
    const body = Buffer.from(JSON.stringify(tracesOf(batchOf(batch).map(spanOf))))
    const read = readOtlp('traces', 'json', body)
    if (read.kind !== 'read') throw new Error(read.reason)
    await this.#intake.submit('otlp', read.records)
  }
}

async function store({ write }: Append, columnsOf: Columns, options: CollectorOptions): Promise<void> {
  const { producer, partitions, hashing } = options
  const batch = new EventBatch()
  write(batch)
  batch.receive(Date.now())
  const blocks = blocksOf(batch, partitions).map((sent) => as(columnsOf, sent))
  await sendBlocks(producer, hashing.keyring.id, await Promise.all(blocks))
}

async function as(columnsOf: Columns, sent: Sent): Promise<Sent> {
  const block = await decodeBlock(sent.block)
  return { ...sent, block: encodeNative(block.rows, columnsOf(block)) }
}
