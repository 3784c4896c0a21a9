import { KEY_WORDS, type Keyring } from '../../schemas/keys.ts'
import type { SubjectKind } from '../../schemas/findings.ts'
import type { Severity } from '../../schemas/policy.ts'
import type { Publication } from '../engine/published.ts'
import type { Rule } from '../rules/rule.ts'
import type { Writer } from './encode-findings.ts'
import type { FindingRow } from './finding-row.ts'

/** A finding as the topic of findings has it: a row of `lifespan.findings`, without keys. */
interface FindingRecord {
  readonly id: string
  readonly tenant: string
  readonly rule: string
  readonly subject_kind: SubjectKind
  readonly issuer: string
  readonly subject_id: string
  readonly appears: number
  readonly since: number
  readonly until: number
  readonly severity: Severity
  readonly retracted: 0 | 1
  readonly version: number
}

/** A finding as a JSON record. */
export function encodeFinding(row: FindingRow, { name, policyVersion }: Writer): string {
  const { id, subject, change, hash, identity, owner, ownerSince, workload, chainRoot, environment, trustDomain } = row
  const { verdict, activity, version, rule } = change
  const content: FindingRecord = {
    id,
    tenant: subject.tenant,
    rule: rule.id,
    subject_kind: subject.kind,
    issuer: subject.issuer,
    subject_id: subject.id,
    ...verdict,
    retracted: activity === 'retract' ? 1 : 0,
    version,
  }
  const beside = { rule_version: rule.version, policy_version: policyVersion, environment, trust_domain: trustDomain }
  const whose = { identity, owner, owner_since: ownerSince, workload, chain_root: chainRoot }
  return JSON.stringify({ ...content, hash, writer: name, ...beside, ...whose })
}

/** What a record of the topic says was published; null where it is none, or of a rule that there is no more. */
export function decodeFinding(value: Uint8Array, rules: readonly Rule[], keyring: Keyring): Publication | null {
  const record = parsed(value)
  const rule = rules.findIndex(({ id }) => id === record?.rule)
  if (record === null || rule < 0) return null
  const { tenant, subject_kind: kind, issuer, subject_id: id, appears, since, until, severity } = record
  const key = new Uint32Array(KEY_WORDS)
  keyring.key(kind, [tenant, issuer, id], key, 0)
  const verdict = { appears, since, until, severity }
  return { rule, kind, key, verdict, stands: record.retracted === 0, version: record.version }
}

function parsed(value: Uint8Array): FindingRecord | null {
  try {
    const record: FindingRecord | null = JSON.parse(new TextDecoder().decode(value))
    return record !== null && typeof record === 'object' && typeof record.version === 'number' ? record : null
  } catch {
    return null
  }
}
