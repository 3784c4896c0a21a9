import type { LifecycleEvent } from '../../schemas/events.ts'
import type { RecordOutcome } from '../translated.ts'
import type { Signal } from './carrier.ts'
import { readOtlp } from './read.ts'
import { encodeProtobuf } from './test-protobuf.ts'
import { json, tracesRequest } from './test-requests.ts'

const MESSAGES = { traces: 'TracesRequest', logs: 'LogsRequest' } as const

/** The records of a body that is read. */
export function recordsOf(signal: Signal, encoding: 'protobuf' | 'json', body: Uint8Array): readonly RecordOutcome[] {
  const reading = readOtlp(signal, encoding, body)
  if (reading.kind !== 'read') throw new Error(`the body is ${reading.kind}: ${reading.reason}`)
  return reading.records
}

/** What a request comes to, in both encodings. */
export function readBoth(signal: Signal, request: object): (readonly RecordOutcome[])[] {
  const protobuf = recordsOf(signal, 'protobuf', encodeProtobuf(MESSAGES[signal], request))
  return [protobuf, recordsOf(signal, 'json', json(request))]
}

/** The first event of a record; throws its reason where there is none. */
export function eventOf(record: RecordOutcome | undefined): LifecycleEvent {
  const outcome = record?.outcome
  const event = outcome?.kind === 'accepted' ? outcome.value.events[0] : undefined
  if (event === undefined) throw new Error(outcome?.kind === 'accepted' ? 'no event' : (outcome?.reason ?? 'no record'))
  return event
}

/** What one span comes to. */
export function readSpanAlone(span: object, resource: Parameters<typeof tracesRequest>[1] = {}): RecordOutcome {
  const [record] = recordsOf('traces', 'json', json(tracesRequest([span], resource)))
  if (record === undefined) throw new Error('no record')
  return record
}

/** Records without what differs between the encodings: the bytes of what has no id, and where in between the ordinary ones are. */
export function withoutBytes(records: readonly RecordOutcome[]): unknown[] {
  const outcomes = records.map(({ outcome }) => outcome)
  const ordinary = outcomes.filter(({ kind }) => kind === 'ignored')
  return [...outcomes.filter(({ kind }) => kind !== 'ignored'), ...ordinary]
}

/** How many records came to what. */
export function tally(records: readonly RecordOutcome[]): Record<string, number> {
  const counts = { accepted: 0, ignored: 0, rejected: 0 }
  for (const { outcome } of records) if (outcome.kind !== 'warning') counts[outcome.kind] += 1
  return counts
}
