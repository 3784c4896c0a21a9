import type { EventType } from './events.ts'
import type { AttributeName } from './vocabulary.ts'

/** What an event means, what it says, and what it is called elsewhere. */
export interface VocabularyEvent {
  readonly doc: string
  /** Without these it means nothing. */
  readonly needs: readonly AttributeName[]
  /** What it may say beside them. */
  readonly says: readonly AttributeName[]
  /** OpenID CAEP and RISC event types that say the same; none where they do not. */
  readonly caep: readonly string[]
  /** OCSF classes, with the activity. */
  readonly ocsf: readonly string[]
}

const REPORTER = ['workload.instance.id', 'workload.identity', 'workload.kind'] as const satisfies AttributeName[]
const CREDENTIAL = ['credential.id', 'credential.issuer'] as const satisfies AttributeName[]
const HOLDER = ['credential.workload.id', ...REPORTER] as const satisfies AttributeName[]
const OWNED = ['owner.id'] as const satisfies AttributeName[]

/** The event names, which are those of carriers: spans, span events and log records; and what each says (shared knowledge: vocabulary.md). */
export const EVENTS: Readonly<Record<EventType, VocabularyEvent>> = {
  'workload.started': {
    doc: 'An instance began',
    needs: ['workload.instance.id'],
    says: [
      'workload.identity',
      'workload.kind',
      'workload.class',
      'workload.parent.id',
      'workload.initiator',
      'workload.planned_end',
      'workload.restored_from',
    ],
    caep: [],
    ocsf: ['Process Activity (1007): Launch', 'Application Lifecycle (6002): Start'],
  },
  'workload.ended': {
    doc: 'An instance ended',
    needs: ['workload.instance.id'],
    says: ['workload.identity', 'workload.kind', 'workload.end.reason'],
    caep: [],
    ocsf: ['Process Activity (1007): Terminate', 'Application Lifecycle (6002): Stop'],
  },
  'credential.issued': {
    doc: 'An issuer gave a credential to a workload',
    needs: CREDENTIAL,
    says: [
      'credential.kind',
      'credential.subject',
      'credential.audience',
      'credential.scopes',
      'credential.not_before',
      'credential.not_after',
      'credential.parent.id',
      'credential.parent.issuer',
      'credential.actors',
      'credential.delegation',
      'credential.renewable',
      'credential.revocable',
      'credential.single_use',
      'credential.privilege',
      'identity.platform',
      ...HOLDER,
    ],
    caep: ['credential-change (create)'],
    ocsf: ['Authentication (3002): Service Ticket Request', 'Account Change (3001): Create'],
  },
  'credential.renewed': {
    doc: 'The end of a credential moved',
    needs: CREDENTIAL,
    says: ['credential.not_after', ...HOLDER],
    caep: ['credential-change (update)'],
    ocsf: ['Authentication (3002): Service Ticket Renew'],
  },
  'credential.used': {
    doc: 'A credential was presented; the time is the start of the use',
    needs: CREDENTIAL,
    says: ['credential.subject', 'credential.use.action', 'credential.use.target', ...REPORTER],
    caep: [],
    ocsf: ['Authentication (3002)', 'API Activity (6003)'],
  },
  'credential.revoked': {
    doc: 'The issuer was asked to end a credential',
    needs: CREDENTIAL,
    says: ['credential.revocation.reason', ...HOLDER],
    caep: ['session-revoked', 'credential-change (revoke, delete)'],
    ocsf: ['Account Change (3001): Disable, Delete', 'Authentication (3002): Logoff'],
  },
  'owner.assigned': {
    doc: 'Who answers for an identity, from this time on',
    needs: ['owner.subject'],
    says: ['owner.id', 'owner.kind', 'owner.until'],
    caep: [],
    ocsf: ['Entity Management (3004): Update'],
  },
  'owner.departed': {
    doc: 'A person or team is no longer there',
    needs: OWNED,
    says: ['owner.kind'],
    caep: ['account-disabled (RISC)', 'account-purged (RISC)'],
    ocsf: ['Entity Management (3004): Delete'],
  },
  'owner.returned': {
    doc: 'A person or team is there again',
    needs: OWNED,
    says: ['owner.kind'],
    caep: ['account-enabled (RISC)'],
    ocsf: ['Entity Management (3004): Create'],
  },
  'decision.made': {
    doc: 'A policy engine decided',
    needs: ['decision.id'],
    says: ['decision.outcome', 'decision.policy', 'decision.policy.version', ...CREDENTIAL, ...REPORTER],
    caep: [],
    ocsf: ['Authorize Session (3003)'],
  },
  'approval.granted': {
    doc: 'Somebody approved',
    needs: ['approval.id'],
    says: ['approval.approver', 'approval.not_after', 'approval.scopes', ...CREDENTIAL, ...REPORTER],
    caep: [],
    ocsf: ['Authorize Session (3003)'],
  },
}

/** Attributes of OpenTelemetry that stand for one of ours where that is not said: the first that is there (vocabulary.md). */
export const STAND_INS: Readonly<Partial<Record<AttributeName, readonly string[]>>> = {
  'workload.instance.id': [
    '`k8s.pod.uid`',
    '`cicd.pipeline.run.id` / `cicd.pipeline.run.attempt` / `cicd.pipeline.task.run.id`',
    '`faas.invocation.id`',
    '`faas.instance`',
    '`gen_ai.agent.id` / `gen_ai.conversation.id`',
    '`container.id`',
    '`service.instance.id`',
    '`host.id` / `process.pid` / `process.creation.time`',
    '`host.id`, on a virtual machine (`cloud.platform`)',
  ],
  'workload.identity': [
    '`system:serviceaccount:` with `k8s.namespace.name` : `k8s.serviceaccount.name`',
    '`vcs.owner.name` / `vcs.repository.name` / `cicd.pipeline.name`',
    '`aws.role.arn`',
    '`service.name`',
  ],
}
