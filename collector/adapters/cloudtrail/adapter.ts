import { ignored, rejected, type Outcome } from '../../../schemas/outcome.ts'
import type { Adapter, Translated } from '../../translated.ts'
import { unwrapped } from './envelopes.ts'
import { accessKeyId, unlessPlaceholder } from './ids.ts'
import { issuancesOf, revocationsOf } from './keys.ts'
import { fieldsOf } from '../fields.ts'
import { looksLikeRecord, lookalikeOf } from './lookalikes.ts'
import { Record } from './record.ts'
import type { Common } from './said.ts'
import { eventTime, expirationOf } from './times.ts'
import { usesOf } from './uses.ts'
import { workloadsOf } from './workloads.ts'

/** AWS CloudTrail's records: who called which API with which key, and what STS, IAM and EC2 answered. */
export const cloudtrail: Adapter = { name: 'cloudtrail', recognises, translate }

function recognises(record: unknown): boolean {
  const fields = fieldsOf(unwrapped(record))
  return fields !== null && (looksLikeRecord(fields) || lookalikeOf(fields) !== null)
}

function translate(raw: unknown): Outcome<Translated> {
  const inner = unwrapped(raw)
  const fields = fieldsOf(inner)
  if (fields === null) return rejected('not a CloudTrail record')
  const lookalike = lookalikeOf(fields)
  if (lookalike !== null && !(looksLikeRecord(fields) && lookalike.kind === 'rejected')) return lookalike
  const record = Record.safeParse(inner)
  if (!record.success) return rejected('not a CloudTrail record: a field is missing or of another type')
  const time = eventTime(record.data.eventTime)
  return time === null ? rejected('eventTime is not a time') : translateRecord(record.data, time)
}

function translateRecord(record: Record, time: bigint): Outcome<Translated> {
  const eventID = unlessPlaceholder(record.eventID)
  const common: Common = eventID === undefined ? { time } : { time, record_id: eventID }
  const events = [usesOf, issuancesOf, revocationsOf, workloadsOf].flatMap((read) => read(record, common))
  if (events.length === 0) return ignored('names no credential or instance')
  const value = { id: eventID === undefined ? [] : [eventID], events }
  const warnings = warningsOf(record)
  return { kind: 'accepted', value, ...(warnings.length > 0 && { warnings }) }
}

function warningsOf(record: Record): string[] {
  const credentials = record.responseElements?.credentials
  const unread =
    accessKeyId(credentials?.accessKeyId) !== undefined && expirationOf(credentials?.expiration ?? '') === null
  return unread ? ['the expiration of an issued key is missing or not a time: its expiry is unknown'] : []
}
