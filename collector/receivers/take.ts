import { rejected } from '../../schemas/outcome.ts'
import { tellBad } from '../otlp/bad-body.ts'
import type { Signal } from '../otlp/carrier.ts'
import { readOtlp } from '../otlp/read.ts'
import type { Encoding } from '../otlp/read.ts'
import type { RecordOutcome } from '../translated.ts'
import type { Body, Wrong } from './body.ts'
import { submitInTime } from './submission.ts'
import type { SubmissionOptions } from './submission.ts'

/** After so many seconds a client that is sent away comes again: where ClickHouse does not take, … */
export const OUTAGE_SECONDS = 5
/** … and where too much is held at once. */
export const BUSY_SECONDS = 1

/** What a body that is refused counts as: one received and one rejected (semantics: the unit of the account). */
const REASONS: Readonly<Record<Wrong, string>> = {
  kind: 'body is of another type or encoding than OTLP',
  size: 'body is too large',
  content: 'body is not OTLP',
}

/** A body that the client is to drop. */
export interface Refusal {
  readonly kind: 'refused'
  readonly wrong: Wrong
  readonly message: string
}

/** What came of a body, whatever the way in. One that comes too early is sent `later` again. */
export type Taken =
  | { readonly kind: 'taken'; readonly records: readonly RecordOutcome[] }
  | { readonly kind: 'later'; readonly seconds: number; readonly message: string }
  | Refusal

/** Reads a body and hands its records to the intake: `taken` once they are durable. */
export async function take(signal: Signal, encoding: Encoding, body: Body, options: SubmissionOptions): Promise<Taken> {
  if ('refused' in body) {
    const { refused, message } = body
    return refused === 'busy' ? { kind: 'later', seconds: BUSY_SECONDS, message } : refuse(refused, message, options)
  }
  const reading = readOtlp(signal, encoding, body.bytes)
  if (reading.kind === 'too many') return refuse('size', reading.reason, options, body.bytes)
  if (reading.kind === 'bad')
    return refuse('content', tellBad(signal, encoding, body.bytes, reading), options, body.bytes)
  const records = reading.records.length === 0 ? [] : await submitInTime(reading.records, options)
  return records === null
    ? { kind: 'later', seconds: OUTAGE_SECONDS, message: 'not stored yet' }
    : { kind: 'taken', records }
}

/** Counts the body as one rejected record, then refuses it. The client is told so even if nobody could count. */
export async function refuse(
  wrong: Wrong,
  message: string,
  options: SubmissionOptions,
  raw?: Uint8Array,
): Promise<Refusal> {
  await countRefused(REASONS[wrong], message, options, raw)
  return { kind: 'refused', wrong, message }
}

/** Counts a body as one received and one rejected, for one of few reasons. */
export async function countRefused(
  reason: string,
  detail: string,
  options: SubmissionOptions,
  raw?: Uint8Array,
): Promise<void> {
  const body = { outcome: rejected(reason), carrier: 'body', position: 0, detail } as const
  await submitInTime([raw === undefined ? body : { ...body, raw }], options)
}
