import { ignored, rejected } from '../../schemas/outcome.ts'
import type { RecordOutcome } from '../translated.ts'
import { Malformed, malformed } from './carrier.ts'
import type { Carrier, Decode, Signal, Visitor } from './carrier.ts'
import { decodeJson } from './json.ts'
import { decodeProtobuf } from './protobuf.ts'
import { translate } from './translate.ts'

/** The two encodings of OTLP. */
export type Encoding = 'protobuf' | 'json'

/** How many records a body may have. Stock batches are below 10,000; 20 MiB of the smallest spans would be millions. */
export const MAX_RECORDS = 131_072

/** What a body came to: its records, or why there are none. */
export type Reading =
  | { readonly kind: 'read'; readonly records: readonly RecordOutcome[] }
  | { readonly kind: 'too many'; readonly reason: string }
  /** `at` is the byte at which reading ended. */
  | { readonly kind: 'bad'; readonly reason: string; readonly at: number }

const decoders: Readonly<Record<Encoding, Decode>> = { protobuf: decodeProtobuf, json: decodeJson }

const ORDINARY: RecordOutcome = { outcome: ignored('says nothing of ours') }

/** Of so many that can't be read the bytes are handed on: more are not listed anyway. */
const MOST_RAW = 1_000

/** Collects what the records of a body come to. */
class Account implements Visitor {
  readonly records: RecordOutcome[] = []
  at = 0
  readonly #unit: 'span' | 'log'
  #bad = 0

  constructor(signal: Signal) {
    this.#unit = signal === 'traces' ? 'span' : 'log'
  }

  carrier(carrier: Carrier): void {
    this.#add(translate(carrier))
  }

  ordinary(count: number): void {
    for (let left = count; left > 0; left -= 1) this.#add(ORDINARY)
  }

  bad(reason: string, body: Uint8Array, start: number, end: number): void {
    const outcome = rejected(reason)
    const raw = (this.#bad += 1) <= MOST_RAW ? { raw: body.subarray(start, end) } : {}
    this.#add({ outcome, carrier: this.#unit, size: end - start, ...raw })
  }

  readTo(at: number): void {
    this.at = at
  }

  #add(record: RecordOutcome): void {
    if (this.records.length >= MAX_RECORDS) throw malformed.records
    this.records.push(record)
  }
}

/** Reads the body of an OTLP request, whatever the way in. A record that can't be read costs only itself. */
export function readOtlp(signal: Signal, encoding: Encoding, body: Uint8Array): Reading {
  const account = new Account(signal)
  try {
    decoders[encoding](signal, body, account)
    return { kind: 'read', records: account.records }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    if (error === malformed.records) return { kind: 'too many', reason: error.message }
    return { kind: 'bad', reason: error.message, at: account.at }
  }
}
