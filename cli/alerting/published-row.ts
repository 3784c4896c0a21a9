import type { Alert } from '../../alerts/alert.ts'
import type { SubjectKind } from '../../schemas/findings.ts'
import type { Severity } from '../../schemas/policy.ts'

/** A published finding by the names of its columns, as ClickHouse and Kafka have it: numbers may be texts. */
export interface PublishedRow {
  readonly id: string
  readonly hash: string
  readonly version: string | number
  readonly tenant: string
  readonly rule: string
  readonly subject_kind: SubjectKind
  readonly issuer: string
  readonly subject_id: string
  readonly appears: string | number
  readonly since: string | number
  readonly until: string | number
  readonly severity: Severity
  readonly retracted: 0 | 1
  readonly identity: string
  readonly owner: string
  /** None where an earlier version wrote it. */
  readonly owner_since?: string | number
  readonly workload: string
  readonly chain_root: string
  readonly environment: string
  readonly trust_domain: string
  readonly policy_version: string
}

/** What alerts take of a published finding. */
export function alertOf(row: PublishedRow): Alert {
  const { id, hash, tenant, rule, issuer, severity, identity, owner, workload, environment } = row
  const ownerSince = owner === '' ? 0 : Number(row.owner_since ?? 0)
  return {
    id,
    hash,
    version: Number(row.version),
    tenant,
    rule,
    kind: row.subject_kind,
    issuer,
    subject: row.subject_id,
    appears: Number(row.appears),
    since: Number(row.since),
    until: Number(row.until),
    severity,
    retracted: row.retracted === 1,
    identity,
    owner,
    ownerSince,
    workload,
    chainRoot: row.chain_root,
    environment,
    trustDomain: row.trust_domain,
    policyVersion: row.policy_version,
  }
}
