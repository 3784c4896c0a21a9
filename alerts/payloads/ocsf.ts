import { ruleText } from '../../schemas/frameworks.ts'
import type { Severity } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { endOf, type Alert, type Occasion } from '../alert.ts'
import { headline } from './text.ts'

/** The version of the schema that the field names are of (schema.ocsf.io). */
const OCSF_VERSION = '1.6.0'
/** The category of all that is found. */
export const FINDINGS_CATEGORY = { category_uid: 2, category_name: 'Findings' } as const
const DETECTION_FINDING = 2004
/** `activity_id` of a Detection Finding. */
const ACTIVITIES: Readonly<Record<Occasion, readonly [id: number, name: string]>> = {
  opened: [1, 'Create'],
  changed: [2, 'Update'],
  repeated: [2, 'Update'],
  closed: [3, 'Close'],
  retracted: [3, 'Close'],
}
/** `severity_id`. */
const SEVERITY_IDS: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 }
/** `status_id`: of a finding that is over it is resolved, of one that was none suppressed. */
const STATUSES: Readonly<Record<Occasion, readonly [id: number, name: string]>> = {
  opened: [1, 'New'],
  changed: [2, 'In Progress'],
  repeated: [2, 'In Progress'],
  closed: [4, 'Resolved'],
  retracted: [3, 'Suppressed'],
}

/** A finding as an OCSF Detection Finding (2004), with a readable summary as its message. `at`: when it is said, ms. */
export function detectionFinding(alert: Alert, occasion: Occasion, at: Millis): object {
  const [activity_id, activity_name] = ACTIVITIES[occasion]
  const [status_id, status] = STATUSES[occasion]
  const end = endOf(alert)
  return {
    class_uid: DETECTION_FINDING,
    class_name: 'Detection Finding',
    ...FINDINGS_CATEGORY,
    type_uid: DETECTION_FINDING * 100 + activity_id,
    activity_id,
    activity_name,
    time: at,
    start_time: alert.since,
    ...(end === null ? {} : { end_time: end }),
    ...severityOf(alert),
    status_id,
    status,
    message: headline(alert, occasion),
    metadata: metadataOf(alert, alert.id),
    finding_info: findingInfo(alert),
    resources: resourcesOf(alert),
    unmapped: {
      hash: alert.hash,
      version: alert.version,
      policy_version: alert.policyVersion,
      chain_root: alert.chainRoot,
    },
  }
}

/** `metadata`; `correlation`: what this event is one of. */
export const metadataOf = ({ tenant }: Alert, correlation: string): object => ({
  version: OCSF_VERSION,
  product: { name: 'Lifespan', vendor_name: 'Lifespan' },
  tenant_uid: tenant,
  correlation_uid: correlation,
})

/** `severity` and its id. */
export const severityOf = ({ severity }: Alert) => ({
  severity_id: SEVERITY_IDS[severity],
  severity: severity.charAt(0).toUpperCase() + severity.slice(1),
})

/** `finding_info`: what was found, by which rule. */
export function findingInfo({ id, rule, since, appears }: Alert): object {
  const { title, frameworks } = ruleText(rule)
  const { attack, ...others } = frameworks
  return {
    uid: id,
    title,
    types: [rule],
    first_seen_time: since,
    created_time: appears,
    analytic: { uid: rule, name: title, type_id: 1, type: 'Rule' },
    attacks: attack.map((uid) => ({ technique: { uid } })),
    tags: Object.entries(others)
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => ({ name, values })),
  }
}

/** Who is concerned: the credential or identity itself, and its workload. */
export function resourcesOf({ kind, subject, issuer, identity, owner, workload }: Alert): readonly object[] {
  const owned = owner === '' ? {} : { owner: { uid: owner } }
  const itself = { uid: subject, type: kind, ...(issuer === '' ? {} : { namespace: issuer }), ...owned }
  const others = [
    ['identity', kind === 'identity' ? '' : identity],
    ['workload', workload],
  ].filter(([, uid]) => uid !== '')
  return [itself, ...others.map(([type, uid]) => ({ uid, type }))]
}
