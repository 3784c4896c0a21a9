import { Rejections, type Rejection } from '../log/rejected.ts'
import { KEY_WORDS, type Keyring } from '../schemas/keys.ts'
import { MINUTE, type Millis } from '../schemas/time.ts'
import { shownPlace } from './place.ts'
import { redact } from '../redaction/redact.ts'
import { TENANT } from './tenant.ts'
import type { RecordOutcome } from './translated.ts'

/** So many rejected records of a source are listed in a minute; beyond that only the first of each reason is, and all are counted. */
export const LISTED_A_MINUTE = 1_000

const MAX_DETAIL = 200
/** Of so much, and its size, the fingerprint is made: a hostile body shall not pay for itself in hashing. */
const HASHED = 65_536

/** Where records come from that are submitted together. */
interface Submitted {
  readonly source: string
  readonly place: string
  /** ms */
  readonly now: Millis
}

/** What was listed in a minute, by source. */
interface Minute {
  readonly at: number
  readonly sources: Map<string, { records: number; readonly reasons: Set<string> }>
}

/** Makes rows of what was rejected, within the limit of its source. */
export function createRejecting(keyring: Keyring) {
  let minute: Minute = { at: 0, sources: new Map() }
  return function reject(records: readonly RecordOutcome[], submitted: Submitted): Rejections {
    const at = Math.floor(submitted.now / MINUTE)
    if (minute.at !== at) minute = { at, sources: new Map() }
    const rejections = new Rejections()
    records.forEach((record, index) => {
      if (record.outcome.kind !== 'rejected') return
      const { reason } = record.outcome
      if (!isListed(minute, submitted.source, reason)) return rejections.count(submitted.source, reason)
      rejections.add(rejectionOf({ position: index + 1, ...record }, reason, submitted, keyring))
    })
    return rejections
  }
}

function isListed({ sources }: Minute, source: string, reason: string): boolean {
  const listed = sources.get(source) ?? { records: 0, reasons: new Set<string>() }
  if (listed.records >= LISTED_A_MINUTE && listed.reasons.has(reason)) return false
  listed.records += 1
  listed.reasons.add(reason)
  sources.set(source, listed)
  return true
}

function rejectionOf(record: RecordOutcome, reason: string, { source, place }: Submitted, keyring: Keyring): Rejection {
  const { carrier = 'record', position = 0, detail = '', size } = record
  const raw = record.bytes ?? record.raw ?? ''
  const bytes = size ?? sizeOf(raw)
  return {
    tenant: TENANT,
    source,
    reason,
    carrier,
    position,
    bytes,
    place: shownPlace(place),
    detail: redact(detail).text.slice(0, MAX_DETAIL),
    fingerprint: fingerprintOf(source, raw, bytes, keyring),
  }
}

const sizeOf = (raw: Uint8Array | string) => (typeof raw === 'string' ? Buffer.byteLength(raw) : raw.length)

/** Zeros where nothing is known of it. */
function fingerprintOf(source: string, raw: Uint8Array | string, bytes: number, keyring: Keyring): Uint32Array {
  const words = new Uint32Array(KEY_WORDS)
  if (raw.length === 0) return words
  const text = typeof raw === 'string' ? raw.slice(0, HASHED) : Buffer.from(raw.subarray(0, HASHED)).toString('latin1')
  keyring.key('rejected', [TENANT, source, String(bytes), text], words, 0)
  return words
}
