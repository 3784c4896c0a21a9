import type { SubjectKind } from '../schemas/findings.ts'
import { ruleText, type Frameworks } from '../schemas/frameworks.ts'
import type { Severity } from '../schemas/policy.ts'

/** A finding as people and programs get it: one line of `findings --json`, fields in this order, absent = null. */
export interface ListedFinding {
  readonly id: string
  readonly rule: string
  readonly title: string
  readonly state: 'open' | 'closed'
  readonly confidence: 'confirmed' | 'provisional'
  readonly severity: Severity
  readonly appears: string
  readonly since: string
  readonly until: string | null
  readonly exposure_ms: number | null
  readonly last_used: string | null
  readonly tenant: string
  readonly subject: { readonly kind: SubjectKind; readonly issuer: string | null; readonly id: string }
  readonly workload: { readonly id: string; readonly kind: string | null } | null
  readonly identity: string | null
  readonly owner: string | null
  readonly frameworks: Frameworks
  readonly rule_version: number
  readonly policy_version: string | null
}

type Same = 'id' | 'rule' | 'title' | 'state' | 'confidence' | 'severity' | 'tenant' | 'identity' | 'owner'

/** A row of the view, as ClickHouse answers it. */
export interface FindingRow extends Pick<
  ListedFinding,
  Same | 'appears' | 'since' | 'until' | 'last_used' | 'rule_version'
> {
  readonly exposure_ms: string | null
  readonly subject_kind: SubjectKind
  readonly issuer: string
  readonly subject_id: string
  readonly workload: string | null
  readonly workload_kind: string | null
  readonly policy_version: string
}

/** The row in the form that is settled. */
export function listed(row: FindingRow): ListedFinding {
  const { id, rule, title, state, confidence, severity, appears, since, until, last_used, tenant, identity, owner } =
    row
  return {
    id,
    rule,
    title,
    state,
    confidence,
    severity,
    appears,
    since,
    until,
    exposure_ms: row.exposure_ms === null ? null : Number(row.exposure_ms),
    last_used,
    tenant,
    subject: { kind: row.subject_kind, issuer: row.issuer === '' ? null : row.issuer, id: row.subject_id },
    workload: row.workload === null ? null : { id: row.workload, kind: row.workload_kind },
    identity,
    owner,
    frameworks: ruleText(rule).frameworks,
    rule_version: row.rule_version,
    policy_version: row.policy_version === '' ? null : row.policy_version,
  }
}
