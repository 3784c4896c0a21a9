import { encodeNative } from '../clickhouse/native/encode.ts'
import type { NativeColumn } from '../clickhouse/native/column.ts'
import { KEY_WORDS } from '../schemas/keys.ts'
import { REJECTED_COLUMNS, type Carrier, type RejectedColumn } from '../schemas/rejected.ts'
import { Account } from './account.ts'

/** A record that was rejected, and how to find it again: nothing of what it held. */
export interface Rejection {
  readonly tenant: string
  readonly source: string
  readonly reason: string
  readonly carrier: Carrier
  readonly place: string
  readonly position: number
  readonly detail: string
  readonly bytes: number
  /** Four words. */
  readonly fingerprint: Uint32Array
}

/** So many wait in memory at the most while ClickHouse does not answer; the others are counted. */
const MOST_LISTED = 10_000

/** What was rejected in a batch: each one that is listed, and by source and reason how many more there were. */
export class Rejections {
  readonly #listed: Rejection[] = []
  readonly #unlisted = new Account()

  add(rejection: Rejection): void {
    if (this.#listed.length < MOST_LISTED) this.#listed.push(rejection)
    else this.count(rejection.source, rejection.reason)
  }

  /** Counts records that are not listed. */
  count(source: string, reason: string, records = 1): void {
    this.#unlisted.add(source, 'rejected', reason, records)
  }

  addAll(others: Rejections): void {
    for (const rejection of others.#listed) this.add(rejection)
    this.#unlisted.addAll(others.#unlisted.lines)
  }

  get isEmpty(): boolean {
    return this.#listed.length === 0 && this.#unlisted.lines.length === 0
  }

  /** The rows of the table `rejected`, those that count behind those that list. */
  rows(): readonly RejectedRow[] {
    const listed = this.#listed.map((rejection) => ({ ...rejection, records: 1 }))
    const counted = this.#unlisted.lines.map(({ source, reason, records }) => ({
      ...UNLISTED,
      source,
      reason,
      records,
    }))
    return [...listed, ...counted]
  }
}

type RejectedRow = Omit<Rejection, 'carrier'> & { readonly carrier: Carrier | 'unlisted'; readonly records: number }

const UNLISTED = {
  tenant: 'default',
  carrier: 'unlisted',
  place: '',
  position: 0,
  detail: '',
  bytes: 0,
  fingerprint: new Uint32Array(KEY_WORDS),
} as const

export const BLOCK_OF_REJECTED = Object.keys(REJECTED_COLUMNS) as RejectedColumn[]

/** Rows of a batch, from one on, as one ClickHouse Native block. */
export function encodeRejected(rows: readonly RejectedRow[], mark: number, first = 0): Uint8Array {
  const texts = (name: 'tenant' | 'source' | 'reason' | 'carrier' | 'place' | 'detail') => rows.map((row) => row[name])
  const numbers = (name: 'position' | 'bytes' | 'records') => Float64Array.from(rows, (row) => row[name])
  const fingerprints = new Uint32Array(rows.length * KEY_WORDS)
  rows.forEach(({ fingerprint }, row) => fingerprints.set(fingerprint, row * KEY_WORDS))
  const data: Readonly<Record<RejectedColumn, NativeColumn['data']>> = {
    received_at: Float64Array.from(rows, () => mark),
    number: Uint32Array.from(rows, (_, n) => first + n),
    tenant: texts('tenant'),
    source: texts('source'),
    reason: texts('reason'),
    carrier: texts('carrier'),
    place: texts('place'),
    position: numbers('position'),
    detail: texts('detail'),
    bytes: numbers('bytes'),
    fingerprint: new Uint8Array(fingerprints.buffer),
    records: numbers('records'),
  }
  const columns = BLOCK_OF_REJECTED.map((name) => ({ name, type: sentAs(name), data: data[name] }))
  return encodeNative(rows.length, columns)
}

/** ClickHouse makes enumerations and dictionaries of texts by itself. */
function sentAs(name: RejectedColumn): string {
  const { type } = REJECTED_COLUMNS[name]
  return type.startsWith('Enum8') || type.startsWith('LowCardinality') ? 'String' : type
}
