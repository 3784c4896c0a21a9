import { idOf, named, time, type CredentialReference } from './credential.ts'
import { tell, type Circumstances } from './tell.ts'
import * as names from './vocabulary.ts'
import type { DecisionOutcome, OwnerKind } from './vocabulary.ts'

/** A person or a team. */
export interface Owner {
  readonly id: string
  readonly kind?: OwnerKind | undefined
}

/** Who answers for an identity. */
export interface Assignment {
  /** The identity that is owned. */
  readonly subject: string
  /** Unless it is said, this ends whichever assignment stands. */
  readonly id?: string | undefined
  readonly kind?: OwnerKind | undefined
  readonly until?: Date | string | undefined
}

const owner = ({ id, kind }: Pick<Assignment, 'id' | 'kind'>) => ({
  [names.ATTR_OWNER_ID]: idOf(id),
  [names.ATTR_OWNER_KIND]: kind,
})

/** Who answers for identities, and whether they are still there, told as spans; `at` is from when on. */
export const owners = {
  assigned(assignment: Assignment, circumstances: Circumstances = {}): void {
    tell(names.EVENT_OWNER_ASSIGNED, circumstances, () => ({
      ...owner(assignment),
      [names.ATTR_OWNER_SUBJECT]: idOf(assignment.subject),
      [names.ATTR_OWNER_UNTIL]: time(assignment.until),
    }))
  },
  departed(who: Owner, circumstances: Circumstances = {}): void {
    tell(names.EVENT_OWNER_DEPARTED, circumstances, () => owner(who))
  },
  returned(who: Owner, circumstances: Circumstances = {}): void {
    tell(names.EVENT_OWNER_RETURNED, circumstances, () => owner(who))
  },
}

/** What a policy engine decided, and about which credential. */
export interface Decision {
  readonly id: string
  readonly outcome?: DecisionOutcome | undefined
  readonly policy?: string | undefined
  readonly policyVersion?: string | undefined
  readonly credential?: CredentialReference | undefined
}

/** What somebody approved, and for which credential. */
export interface Approval {
  readonly id: string
  readonly approver?: string | undefined
  readonly notAfter?: Date | number | string | undefined
  readonly scopes?: readonly string[] | undefined
  readonly credential?: CredentialReference | undefined
}

const about = (credential: CredentialReference | undefined) =>
  credential === undefined ? {} : (named(credential) ?? {})

/** Decisions of policy engines, told as spans. */
export const decisions = {
  made(decision: Decision, circumstances: Circumstances = {}): void {
    tell(names.EVENT_DECISION_MADE, circumstances, () => ({
      ...about(decision.credential),
      [names.ATTR_DECISION_ID]: idOf(decision.id),
      [names.ATTR_DECISION_OUTCOME]: decision.outcome,
      [names.ATTR_DECISION_POLICY]: decision.policy,
      [names.ATTR_DECISION_POLICY_VERSION]: decision.policyVersion,
    }))
  },
}

/** Approvals, told as spans. */
export const approvals = {
  granted(approval: Approval, circumstances: Circumstances = {}): void {
    tell(names.EVENT_APPROVAL_GRANTED, circumstances, () => ({
      ...about(approval.credential),
      [names.ATTR_APPROVAL_ID]: idOf(approval.id),
      [names.ATTR_APPROVAL_APPROVER]: idOf(approval.approver),
      [names.ATTR_APPROVAL_NOT_AFTER]: time(approval.notAfter),
      [names.ATTR_APPROVAL_SCOPES]: approval.scopes,
    }))
  },
}
