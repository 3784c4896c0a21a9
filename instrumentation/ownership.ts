import type { Attributes } from '@opentelemetry/api'
import { putName, type CredentialReference } from './credential.ts'
import type { Validity } from './moment.ts'
import { putId, putNeededId, putText, putTexts, putTime } from './put.ts'
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
  /** Who it is; null says that nobody is, and ends whichever assignment stands. */
  readonly id: string | null
  readonly kind?: OwnerKind | undefined
  readonly until?: Validity | undefined
}

/** Says whether it is known who. */
function putOwner(into: Attributes, { id, kind }: Owner): boolean {
  putText(into, names.ATTR_OWNER_KIND, kind)
  return putNeededId(into, names.ATTR_OWNER_ID, id)
}

/** Who answers for identities, and whether they are still there, told as spans; `at` is from when on. */
export const owners = {
  assigned(assignment: Assignment, circumstances: Circumstances = {}): void {
    tell(names.EVENT_OWNER_ASSIGNED, circumstances, (into) => {
      const { subject, id, kind, until } = assignment
      putTime(into, names.ATTR_OWNER_UNTIL, until)
      // What is merely missing, such as a variable that is not set, must not end what stands.
      return putNeededId(into, names.ATTR_OWNER_SUBJECT, subject) && (id === null || putOwner(into, { id, kind }))
    })
  },
  departed(who: Owner, circumstances: Circumstances = {}): void {
    tell(names.EVENT_OWNER_DEPARTED, circumstances, (into) => putOwner(into, who))
  },
  returned(who: Owner, circumstances: Circumstances = {}): void {
    tell(names.EVENT_OWNER_RETURNED, circumstances, (into) => putOwner(into, who))
  },
}

/** What a policy engine decided, and about which credential. */
export interface Decision {
  readonly id: string
  readonly outcome?: DecisionOutcome | undefined
  readonly policy?: string | undefined
  readonly policyVersion?: string | undefined
  readonly credential?: CredentialReference | null | undefined
}

/** What somebody approved, and for which credential. */
export interface Approval {
  readonly id: string
  readonly approver?: string | undefined
  readonly notAfter?: Validity | undefined
  readonly scopes?: readonly string[] | undefined
  readonly credential?: CredentialReference | null | undefined
}

/** About which credential it is, where it is about one. */
function putCredentialOf(into: Attributes, { credential }: Pick<Decision, 'credential'>): void {
  if (credential !== undefined && credential !== null) putName(into, credential)
}

/** Decisions of policy engines, told as spans. */
export const decisions = {
  made(decision: Decision, circumstances: Circumstances = {}): void {
    tell(names.EVENT_DECISION_MADE, circumstances, (into) => {
      putCredentialOf(into, decision)
      putText(into, names.ATTR_DECISION_OUTCOME, decision.outcome)
      putText(into, names.ATTR_DECISION_POLICY, decision.policy)
      putText(into, names.ATTR_DECISION_POLICY_VERSION, decision.policyVersion)
      return putNeededId(into, names.ATTR_DECISION_ID, decision.id)
    })
  },
}

/** Approvals, told as spans. */
export const approvals = {
  granted(approval: Approval, circumstances: Circumstances = {}): void {
    tell(names.EVENT_APPROVAL_GRANTED, circumstances, (into) => {
      putCredentialOf(into, approval)
      putId(into, names.ATTR_APPROVAL_APPROVER, approval.approver)
      putTime(into, names.ATTR_APPROVAL_NOT_AFTER, approval.notAfter)
      putTexts(into, names.ATTR_APPROVAL_SCOPES, approval.scopes)
      return putNeededId(into, names.ATTR_APPROVAL_ID, approval.id)
    })
  },
}
