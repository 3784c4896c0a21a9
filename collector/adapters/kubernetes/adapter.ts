import { unlessPlaceholder } from '../../../schemas/placeholder.ts'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { ignored, rejected, type Outcome } from '../../../schemas/outcome.ts'
import { parseRfc3339 } from '../../../schemas/time.ts'
import type { Adapter, Translated } from '../../translated.ts'
import { fieldsOf } from '../fields.ts'
import { isAuditEvent, lookalikeOf } from './lookalikes.ts'
import { hasUnnamedEnd, podsOf } from './pods.ts'
import { Record } from './record.ts'
import type { Told } from './told.ts'
import { hasNoLifetime, issuancesOf } from './tokens.ts'
import { usesOf } from './uses.ts'

/** The audit log of a Kubernetes API server: who asked for what with which credential, and which tokens and pods were answered. */
export const kubernetes: Adapter = { name: 'kubernetes', recognises, translate }

function recognises(record: unknown): boolean {
  const fields = fieldsOf(record)
  return fields !== null && (isAuditEvent(fields) || lookalikeOf(fields) !== null)
}

function translate(raw: unknown, source: string = kubernetes.name): Outcome<Translated> {
  const fields = fieldsOf(raw)
  if (fields === null || !isAuditEvent(fields))
    return (fields && lookalikeOf(fields)) ?? rejected('not a Kubernetes audit event')
  const record = Record.safeParse(raw)
  if (!record.success) return rejected('not a Kubernetes audit event: a field is missing or of another type')
  const received = timeOf(record.data.requestReceivedTimestamp)
  const reached = timeOf(record.data.stageTimestamp)
  if (received === null) return rejected('requestReceivedTimestamp is missing or not a time')
  if (reached === null) return rejected('stageTimestamp is missing or not a time')
  return translateRecord(record.data, { received, reached, issuer: `k8s:${source}` })
}

/** The API server's times are UTC; exports by way of a SIEM drop the `Z`. */
function timeOf(text: string | null | undefined): bigint | null {
  return parseRfc3339(text ?? '') ?? parseRfc3339(`${text ?? ''}Z`)
}

function translateRecord(record: Record, times: Pick<Told, 'received' | 'reached' | 'issuer'>): Outcome<Translated> {
  const auditID = unlessPlaceholder(record.auditID)
  const events = eventsOf({ ...times, record, common: auditID === undefined ? {} : { record_id: auditID } })
  if (events.length === 0) return ignored(reasonOf(record))
  const value = { id: auditID === undefined ? [] : [auditID, record.stage], events }
  const warnings = warningsOf(record)
  return { kind: 'accepted', value, ...(warnings.length > 0 && { warnings }) }
}

function eventsOf(told: Told): LifecycleEvent[] {
  return [usesOf, issuancesOf, podsOf].flatMap((read) => read(told))
}

function reasonOf({ user }: Record): string {
  const isUnread = Boolean(user?.extra?.['authentication.kubernetes.io/credential-id'])
  return isUnread ? 'a credential id of no known form' : 'names no credential, token or pod'
}

function warningsOf(record: Record): string[] {
  return [
    ...(hasNoLifetime(record) ? ['the lifetime of a token is not in the log: its expiry is unknown'] : []),
    ...(hasUnnamedEnd(record) ? ['which pods were deleted is not in the log: their end is unknown'] : []),
  ]
}
