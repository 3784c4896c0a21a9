import type { SubjectKind } from '../schemas/findings.ts'
import type { Severity } from '../schemas/policy.ts'
import { NEVER, type Millis } from '../schemas/time.ts'

/** A published finding, as alerts take it: its content, and what was known beside it at that moment. */
export interface Alert {
  readonly id: string
  /** Of the content; a finding that is published again unchanged has the same. */
  readonly hash: string
  /** A total order among what was published of one finding. */
  readonly version: number
  readonly tenant: string
  readonly rule: string
  readonly kind: SubjectKind
  /** Empty where the kind has none. */
  readonly issuer: string
  readonly subject: string
  readonly appears: Millis
  readonly since: Millis
  /** NEVER where it has no end. */
  readonly until: Millis
  readonly severity: Severity
  readonly retracted: boolean
  /** Of these each may be empty: not known. */
  readonly identity: string
  readonly owner: string
  /** Since when it is this one, ms; 0 where none was before, or that is not known. */
  readonly ownerSince: Millis
  readonly workload: string
  readonly chainRoot: string
  readonly environment: string
  readonly trustDomain: string
  readonly policyVersion: string
}

/** What a message says of a finding: that it stands, that something of it is otherwise, that it still stands, that it is over, or was none. */
export const OCCASIONS = ['opened', 'changed', 'repeated', 'closed', 'retracted'] as const
export type Occasion = (typeof OCCASIONS)[number]

/** Whether nothing of a finding stands any more. */
export const isEnd = (occasion: Occasion): boolean => occasion === 'closed' || occasion === 'retracted'

/** Whether somebody who looks at a moment finds it open. */
export const isOpen = ({ retracted, until }: Alert, now: Millis): boolean => !retracted && until > now

/** The end of a finding; null where it has none. */
export const endOf = ({ until }: Alert): Millis | null => (until === NEVER ? null : until)
