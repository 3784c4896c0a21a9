// Written by `npm run reference` from schemas/vocabulary.ts: change that.

/** The form of what is said (OpenTelemetry: Telemetry Schemas). */
export const SCHEMA_URL = 'https://lifespan.example/schemas/0.1.0'

/** An instance began. */
export const EVENT_WORKLOAD_STARTED = 'workload.started'

/** An instance ended. */
export const EVENT_WORKLOAD_ENDED = 'workload.ended'

/** An issuer gave a credential to a workload. */
export const EVENT_CREDENTIAL_ISSUED = 'credential.issued'

/** The end of a credential moved. */
export const EVENT_CREDENTIAL_RENEWED = 'credential.renewed'

/** A credential was presented; the time is the start of the use. */
export const EVENT_CREDENTIAL_USED = 'credential.used'

/** The issuer was asked to end a credential. */
export const EVENT_CREDENTIAL_REVOKED = 'credential.revoked'

/** Who answers for an identity, from this time on. */
export const EVENT_OWNER_ASSIGNED = 'owner.assigned'

/** A person or team is no longer there. */
export const EVENT_OWNER_DEPARTED = 'owner.departed'

/** A person or team is there again. */
export const EVENT_OWNER_RETURNED = 'owner.returned'

/** A policy engine decided. */
export const EVENT_DECISION_MADE = 'decision.made'

/** Somebody approved. */
export const EVENT_APPROVAL_GRANTED = 'approval.granted'

/** All event names. */
export const EVENT_NAMES = [
  EVENT_WORKLOAD_STARTED,
  EVENT_WORKLOAD_ENDED,
  EVENT_CREDENTIAL_ISSUED,
  EVENT_CREDENTIAL_RENEWED,
  EVENT_CREDENTIAL_USED,
  EVENT_CREDENTIAL_REVOKED,
  EVENT_OWNER_ASSIGNED,
  EVENT_OWNER_DEPARTED,
  EVENT_OWNER_RETURNED,
  EVENT_DECISION_MADE,
  EVENT_APPROVAL_GRANTED,
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** The issuer's non-secret id, or a keyed hash `hmac:…`; together with the issuer it is the key. */
export const ATTR_CREDENTIAL_ID = 'credential.id'

/** What it is. */
export const ATTR_CREDENTIAL_KIND = 'credential.kind'

/** Who issued it: `iss`, an account or ARN, a cluster, an audit device. */
export const ATTR_CREDENTIAL_ISSUER = 'credential.issuer'

/** The instance that it was issued to or is bound to, where that is not the one reporting. */
export const ATTR_CREDENTIAL_WORKLOAD_ID = 'credential.workload.id'

/** Whom it speaks for: `sub`, SPIFFE ID, role ARN. */
export const ATTR_CREDENTIAL_SUBJECT = 'credential.subject'

/** `aud`. */
export const ATTR_CREDENTIAL_AUDIENCE = 'credential.audience'

/** Scopes, policies, role sessions' actions. */
export const ATTR_CREDENTIAL_SCOPES = 'credential.scopes'

/** Start of validity. */
export const ATTR_CREDENTIAL_NOT_BEFORE = 'credential.not_before'

/** End of validity; without one `api_key` and `password` never end, of all others the end is unknown. */
export const ATTR_CREDENTIAL_NOT_AFTER = 'credential.not_after'

/** From what it was exchanged, assumed or minted. */
export const ATTR_CREDENTIAL_PARENT_ID = 'credential.parent.id'

/** The issuer of that; the same if absent. */
export const ATTR_CREDENTIAL_PARENT_ISSUER = 'credential.parent.issuer'

/** The `act` chain, nearest first. */
export const ATTR_CREDENTIAL_ACTORS = 'credential.actors'

/** How it came from its parent. */
export const ATTR_CREDENTIAL_DELEGATION = 'credential.delegation'

/** It can be renewed. */
export const ATTR_CREDENTIAL_RENEWABLE = 'credential.renewable'

/** It can be revoked. */
export const ATTR_CREDENTIAL_REVOCABLE = 'credential.revocable'

/** It is good for one use. */
export const ATTR_CREDENTIAL_SINGLE_USE = 'credential.single_use'

/** Its power, if the issuer can say. */
export const ATTR_CREDENTIAL_PRIVILEGE = 'credential.privilege'

/** What it was used for. */
export const ATTR_CREDENTIAL_USE_ACTION = 'credential.use.action'

/** On what. */
export const ATTR_CREDENTIAL_USE_TARGET = 'credential.use.target'

/** Why it was ended, in CAEP's words. */
export const ATTR_CREDENTIAL_REVOCATION_REASON = 'credential.revocation.reason'

/** On issuances: the platform's own identity, which nobody is asked to own. */
export const ATTR_IDENTITY_PLATFORM = 'identity.platform'

/** The instance; on a use, who presented the credential. */
export const ATTR_WORKLOAD_INSTANCE_ID = 'workload.instance.id'

/** SPIFFE ID or OIDC `sub`. */
export const ATTR_WORKLOAD_IDENTITY = 'workload.identity'

/** Of `credential.workload.id` where that is given, else of the reporter. */
export const ATTR_WORKLOAD_KIND = 'workload.kind'

/** What durations are kept by: deployment, function. */
export const ATTR_WORKLOAD_CLASS = 'workload.class'

/** Workflow ⊃ job ⊃ step, agent ⊃ sub-agent. */
export const ATTR_WORKLOAD_PARENT_ID = 'workload.parent.id'

/** Who or what started it. */
export const ATTR_WORKLOAD_INITIATOR = 'workload.initiator'

/** Declared deadline. */
export const ATTR_WORKLOAD_PLANNED_END = 'workload.planned_end'

/** Snapshot or cache that it began from. */
export const ATTR_WORKLOAD_RESTORED_FROM = 'workload.restored_from'

/** How it ended. */
export const ATTR_WORKLOAD_END_REASON = 'workload.end.reason'

/** The person or team. */
export const ATTR_OWNER_ID = 'owner.id'

/** What answers. */
export const ATTR_OWNER_KIND = 'owner.kind'

/** The identity owned. */
export const ATTR_OWNER_SUBJECT = 'owner.subject'

/** When this assignment ends. */
export const ATTR_OWNER_UNTIL = 'owner.until'

/** The decision. */
export const ATTR_DECISION_ID = 'decision.id'

/** What was decided. */
export const ATTR_DECISION_OUTCOME = 'decision.outcome'

/** By which policy. */
export const ATTR_DECISION_POLICY = 'decision.policy'

/** In which version. */
export const ATTR_DECISION_POLICY_VERSION = 'decision.policy.version'

/** The approval. */
export const ATTR_APPROVAL_ID = 'approval.id'

/** Who approved. */
export const ATTR_APPROVAL_APPROVER = 'approval.approver'

/** Until when. */
export const ATTR_APPROVAL_NOT_AFTER = 'approval.not_after'

/** For what. */
export const ATTR_APPROVAL_SCOPES = 'approval.scopes'

/** Values of `credential.kind`. */
export type CredentialKind =
  | 'jwt'
  | 'oauth_access_token'
  | 'oauth_refresh_token'
  | 'id_token'
  | 'sts_session'
  | 'vault_token'
  | 'vault_lease'
  | 'kubernetes_token'
  | 'x509_svid'
  | 'jwt_svid'
  | 'x509_certificate'
  | 'github_token'
  | 'cloud_token'
  | 'ssh_certificate'
  | 'api_key'
  | 'password'
  | (string & {})

/** Values of `credential.delegation`. */
export type Delegation = 'exchange' | 'assume_role' | 'impersonate' | 'mint' | 'tool_call' | 'login'

/** Values of `credential.privilege`. */
export type Privilege = 'read' | 'write' | 'admin'

/** Values of `credential.revocation.reason`. */
export type RevocationReason = 'workload_ended' | 'rotated' | 'compromised' | 'admin' | 'policy'

/** Values of `workload.kind`. */
export type WorkloadKind =
  'pod' | 'job' | 'ci_job' | 'function' | 'agent' | 'vm' | 'preview_environment' | 'service' | (string & {})

/** Values of `workload.end.reason`. */
export type EndReason = 'completed' | 'failed' | 'cancelled' | 'evicted' | 'crashed' | 'timed_out' | 'deleted'

/** Values of `owner.kind`. */
export type OwnerKind = 'person' | 'team' | 'service'

/** Values of `decision.outcome`. */
export type DecisionOutcome = 'allow' | 'deny'
