import type { Severity } from './policy.ts'
import type { Millis } from './time.ts'

/** A rule's opinion of a row: an interval, without a clock. `now` only cuts it, where it is read. */
export interface Verdict {
  /** Visible iff now is later. */
  readonly appears: Millis
  readonly since: Millis
  /** NEVER where it has no end. */
  readonly until: Millis
  readonly severity: Severity
}

export type SubjectKind = 'credential' | 'identity'

/** Whom a finding is about, by raw ids: the same in every deployment. */
export interface Subject {
  readonly tenant: string
  readonly kind: SubjectKind
  /** Empty where the kind has none. */
  readonly issuer: string
  readonly id: string
}

/** Hashes UTF-8 text with SHA-256 into hex: handed in, for what is pure has no crypto. */
export type Sha256Hex = (text: string) => string

const HEX_OF_128_BITS = 32

/** A finding's id: the first 128 bits of SHA-256(tenant, rule, kind, issuer, id), joined by NUL (semantics: Findings). */
export function findingId(sha256: Sha256Hex, rule: string, subject: Subject): string {
  return sha256([subject.tenant, rule, subject.kind, subject.issuer, subject.id].join('\0')).slice(0, HEX_OF_128_BITS)
}

/** The hash of a finding's content: what is published again unchanged is dropped by it. A retraction has content too. */
export function contentHash(sha256: Sha256Hex, id: string, verdict: Verdict | null): string {
  const content = verdict === null ? ['retracted'] : [verdict.appears, verdict.since, verdict.until, verdict.severity]
  return sha256([id, ...content].join('\0')).slice(0, HEX_OF_128_BITS)
}

/** Whether two verdicts have the same content. */
export function sameVerdict(one: Verdict, other: Verdict): boolean {
  return (
    one.appears === other.appears &&
    one.since === other.since &&
    one.until === other.until &&
    one.severity === other.severity
  )
}
