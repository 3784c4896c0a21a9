import { isUndecodable } from '../../../log/kafka/undecodable.ts'
import { ignored, rejected } from '../../../schemas/outcome.ts'
import type { Signal } from '../../otlp/carrier.ts'
import { readOtlp, type Encoding } from '../../otlp/read.ts'
import type { RecordOutcome } from '../../translated.ts'
import { BODY_BYTES } from '../receiver.ts'

const REASONS = {
  empty: 'message is empty',
  broken: 'messages that cannot be decompressed',
  large: 'message is too large',
  content: 'message is not OTLP',
} as const

/** Of another encoding many messages can be read as a request that holds nothing: nobody sends those. */
const NOTHING = 'no record in it: it is encoded otherwise than otlp_proto or otlp_json'

/** What a message comes to: its records, or one that says why there are none. */
export function recordsOf(signal: Signal, value: Buffer | null): readonly RecordOutcome[] {
  if (value === null || value.length === 0) return [{ outcome: ignored(REASONS.empty) }]
  if (isUndecodable(value)) return [{ outcome: rejected(REASONS.broken), carrier: 'body' }]
  if (value.length > BODY_BYTES) return [refused(REASONS.large, `${value.length} bytes, at most ${BODY_BYTES}`, value)]
  const reading = readMarked(signal, value)
  if (reading.kind !== 'read') return [refused(REASONS.content, reading.reason, value)]
  return reading.records.length > 0 ? reading.records : [refused(REASONS.content, NOTHING, value)]
}

function refused(reason: string, detail: string, raw: Buffer): RecordOutcome {
  return { outcome: rejected(reason), carrier: 'body', detail, raw }
}

const OPEN_OBJECT = 0x7b
/** What some programs put before UTF-8; RFC 8259, 8.1 lets readers pass over it. No message in protobuf begins so: it would be of wire type 7. */
const MARK = Buffer.of(0xef, 0xbb, 0xbf)

/** The exporter's two encodings begin differently: with a brace, or with the tag of field 1. */
function readMarked(signal: Signal, value: Buffer) {
  const isMarked = value.subarray(0, MARK.length).equals(MARK)
  const body = isMarked ? value.subarray(MARK.length) : value
  const encoding: Encoding = isMarked || body[0] === OPEN_OBJECT ? 'json' : 'protobuf'
  return readOtlp(signal, encoding, body)
}
