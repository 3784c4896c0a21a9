import type { Verdict } from '../../schemas/findings.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { Credential } from '../entities/credential.ts'
import type { Identity } from '../entities/identity.ts'

interface Judges<Kind extends string, Row> {
  /** The catalogue's id. */
  readonly id: string
  /** Raised whenever the same row may get another verdict. */
  readonly version: number
  readonly on: Kind
  /** The rule's opinion of a row, whatever the time is. A credential is judged only once it is born. */
  readonly judge: (row: Row, policy: Policy) => Verdict | null
}

/** One detection: a pure function of one row. */
export type CredentialRule = Judges<'credential', Credential>
export type IdentityRule = Judges<'identity', Identity>
export type Rule = CredentialRule | IdentityRule
