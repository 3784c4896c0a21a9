import type { LifecycleEvent } from './events.ts'

/**
 * How an attribute is read: `id` (a text that names an entity; a damaged one costs its record), `text`, `word` (of few values,
 * open), `enum` (of the values given), `list` (texts), `flag` (boolean), `moment` (RFC 3339, or an int of Unix seconds), `count`.
 */
type AttributeKind = 'id' | 'text' | 'word' | 'enum' | 'list' | 'flag' | 'moment' | 'count'

export interface VocabularyAttribute {
  readonly kind: AttributeKind
  /** What it means. */
  readonly doc: string
  readonly example: string
  /** The values of an `enum`, or the known ones of a `word`. */
  readonly values?: readonly string[]
  /** The columns of `events` that may take it; where none did it stays an attribute. */
  readonly columns?: readonly (keyof LifecycleEvent)[]
  /** Older spellings, read as this one. */
  readonly was?: readonly string[]
}

const CREDENTIAL_KINDS = [
  'jwt',
  'oauth_access_token',
  'oauth_refresh_token',
  'id_token',
  'sts_session',
  'vault_token',
  'vault_lease',
  'kubernetes_token',
  'x509_svid',
  'jwt_svid',
  'x509_certificate',
  'github_token',
  'cloud_token',
  'ssh_certificate',
  'api_key',
  'password',
]
const WORKLOAD_KINDS = ['pod', 'job', 'ci_job', 'function', 'agent', 'vm', 'preview_environment', 'service']
const DELEGATIONS = ['exchange', 'assume_role', 'impersonate', 'mint', 'tool_call', 'login']
const END_REASONS = ['completed', 'failed', 'cancelled', 'evicted', 'crashed', 'timed_out', 'deleted']
const REVOCATION_REASONS = ['workload_ended', 'rotated', 'compromised', 'admin', 'policy']

const CREDENTIAL = {
  'credential.id': {
    kind: 'id',
    doc: "The issuer's non-secret id, or a keyed hash `hmac:…`; together with the issuer it is the key",
    example: 'ASIATFQR7NSCSHSEVYP5',
    columns: ['credential_id'],
  },
  'credential.kind': {
    kind: 'word',
    doc: 'What it is',
    example: 'sts_session',
    values: CREDENTIAL_KINDS,
    columns: ['credential_kind'],
  },
  'credential.issuer': {
    kind: 'id',
    doc: 'Who issued it: `iss`, an account or ARN, a cluster, an audit device',
    example: 'https://token.actions.githubusercontent.com',
    columns: ['issuer'],
  },
  'credential.workload.id': {
    kind: 'id',
    doc: 'The instance that it was issued to or is bound to, where that is not the one reporting',
    example: '0f6c9a3e-5d0e-4c0b-9a51-0d3a2b1c4d5e',
    columns: ['workload_id'],
  },
  'credential.subject': {
    kind: 'id',
    doc: 'Whom it speaks for: `sub`, SPIFFE ID, role ARN',
    example: 'spiffe://example.org/ns/shop/sa/checkout',
    columns: ['identity'],
  },
  'credential.audience': { kind: 'list', doc: '`aud`', example: '["https://vault.example"]' },
  'credential.scopes': { kind: 'list', doc: "Scopes, policies, role sessions' actions", example: '["repo:read"]' },
  'credential.not_before': { kind: 'moment', doc: 'Start of validity', example: '2026-01-01T00:00:00Z' },
  'credential.not_after': {
    kind: 'moment',
    doc: 'End of validity; without one `api_key` and `password` never end, of all others the end is unknown',
    example: '2026-01-01T01:00:00Z',
    columns: ['not_after'],
  },
  'credential.parent.id': {
    kind: 'id',
    doc: 'From what it was exchanged, assumed or minted',
    example: 'AKIATFQR7NSC3ZO6PKAZ',
    columns: ['parent_id'],
  },
  'credential.parent.issuer': {
    kind: 'id',
    doc: 'The issuer of that; the same if absent',
    example: 'aws',
    columns: ['parent_issuer'],
  },
  'credential.actors': { kind: 'list', doc: 'The `act` chain, nearest first', example: '["agent-7","user-3"]' },
  'credential.delegation': {
    kind: 'enum',
    doc: 'How it came from its parent',
    example: 'assume_role',
    values: DELEGATIONS,
    columns: ['delegation'],
  },
  'credential.renewable': { kind: 'flag', doc: 'It can be renewed', example: 'true', columns: ['renewable'] },
  'credential.revocable': { kind: 'flag', doc: 'It can be revoked', example: 'false', columns: ['irrevocable'] },
  'credential.single_use': { kind: 'flag', doc: 'It is good for one use', example: 'true' },
  'credential.privilege': {
    kind: 'enum',
    doc: 'Its power, if the issuer can say',
    example: 'write',
    values: ['read', 'write', 'admin'],
    columns: ['privilege'],
  },
  'credential.use.action': { kind: 'text', doc: 'What it was used for', example: 's3:GetObject' },
  'credential.use.target': { kind: 'text', doc: 'On what', example: 'secret/data/db' },
  'credential.revocation.reason': {
    kind: 'enum',
    doc: "Why it was ended, in CAEP's words",
    example: 'workload_ended',
    values: REVOCATION_REASONS,
  },
  'identity.platform': {
    kind: 'flag',
    doc: "On issuances: the platform's own identity, which nobody is asked to own",
    example: 'true',
    columns: ['platform'],
  },
} as const satisfies Record<string, VocabularyAttribute>

const WORKLOAD = {
  'workload.instance.id': {
    kind: 'id',
    doc: 'The instance; on a use, who presented the credential',
    example: '0f6c9a3e-5d0e-4c0b-9a51-0d3a2b1c4d5e',
    columns: ['presenter_id', 'workload_id'],
  },
  'workload.identity': { kind: 'id', doc: 'SPIFFE ID or OIDC `sub`', example: 'system:serviceaccount:shop:checkout' },
  'workload.kind': {
    kind: 'word',
    doc: 'Of `credential.workload.id` where that is given, else of the reporter',
    example: 'pod',
    values: WORKLOAD_KINDS,
    columns: ['workload_kind'],
  },
  'workload.class': { kind: 'text', doc: 'What durations are kept by: deployment, function', example: 'shop/checkout' },
  'workload.parent.id': { kind: 'text', doc: 'Workflow ⊃ job ⊃ step, agent ⊃ sub-agent', example: '6789/1' },
  'workload.initiator': { kind: 'text', doc: 'Who or what started it', example: 'octocat' },
  'workload.planned_end': { kind: 'moment', doc: 'Declared deadline', example: '2026-01-01T06:00:00Z' },
  'workload.restored_from': { kind: 'text', doc: 'Snapshot or cache that it began from', example: 'snap-0a1b' },
  'workload.end.reason': { kind: 'enum', doc: 'How it ended', example: 'completed', values: END_REASONS },
} as const satisfies Record<string, VocabularyAttribute>

const OWNERSHIP = {
  'owner.id': { kind: 'id', doc: 'The person or team', example: 'team-payments', columns: ['owner_id'] },
  'owner.kind': {
    kind: 'enum',
    doc: 'What answers',
    example: 'team',
    values: ['person', 'team', 'service'],
    columns: ['owner_kind'],
  },
  'owner.subject': {
    kind: 'id',
    doc: 'The identity owned',
    example: 'arn:aws:iam::123456789012:role/deploy',
    columns: ['identity'],
  },
  'owner.until': {
    kind: 'moment',
    doc: 'When this assignment ends',
    example: '2026-12-31T00:00:00Z',
    columns: ['owner_until'],
  },
  'decision.id': { kind: 'text', doc: 'The decision', example: 'd-17' },
  'decision.outcome': { kind: 'enum', doc: 'What was decided', example: 'allow', values: ['allow', 'deny'] },
  'decision.policy': { kind: 'text', doc: 'By which policy', example: 'prod-access' },
  'decision.policy.version': { kind: 'text', doc: 'In which version', example: '12' },
  'approval.id': { kind: 'text', doc: 'The approval', example: 'a-9' },
  'approval.approver': { kind: 'text', doc: 'Who approved', example: 'alice' },
  'approval.not_after': { kind: 'moment', doc: 'Until when', example: '2026-01-01T06:00:00Z' },
  'approval.scopes': { kind: 'list', doc: 'For what', example: '["prod:deploy"]' },
} as const satisfies Record<string, VocabularyAttribute>

/** OpenTelemetry's own attributes (and two names of ours where it has none) that say who reports. */
const EXISTING = {
  'error.type': { kind: 'word', doc: 'Why it failed', example: 'access_denied' },
  'deployment.environment.name': {
    kind: 'word',
    doc: '`production` and `prod` are production, whatever the case',
    example: 'production',
    was: ['deployment.environment'],
  },
  'k8s.pod.uid': { kind: 'id', doc: 'The pod', example: '0f6c9a3e-5d0e-4c0b-9a51-0d3a2b1c4d5e' },
  'k8s.namespace.name': { kind: 'id', doc: 'Its namespace', example: 'shop' },
  'k8s.serviceaccount.name': {
    kind: 'id',
    doc: 'Its service account (ours: there is no such name)',
    example: 'checkout',
  },
  'cicd.pipeline.name': { kind: 'id', doc: 'The workflow', example: 'release' },
  'cicd.pipeline.run.id': { kind: 'id', doc: 'The run', example: '6789' },
  'cicd.pipeline.run.attempt': { kind: 'id', doc: 'Its attempt (ours: there is no such name)', example: '1' },
  'cicd.pipeline.task.run.id': { kind: 'id', doc: 'The job of the run', example: '4242' },
  'faas.invocation.id': {
    kind: 'id',
    doc: 'The invocation',
    example: 'af9d5aa4-a685-4c5f-a22b-444f80b3cc28',
    was: ['faas.invocation_id', 'faas.execution'],
  },
  'faas.instance': { kind: 'id', doc: "The function's execution environment", example: '2021/06/28/[$LATEST]2f399eb1' },
  'gen_ai.agent.id': { kind: 'id', doc: 'The agent', example: 'asst_5j66' },
  'gen_ai.conversation.id': { kind: 'id', doc: 'The conversation that it runs in', example: 'conv_5j66' },
  'container.id': { kind: 'id', doc: 'The container', example: 'a3bf90e006b2' },
  'service.instance.id': { kind: 'id', doc: 'The instance of the service', example: '627cc493-f310-47de' },
  'service.name': { kind: 'id', doc: 'The service', example: 'checkout' },
  'host.id': { kind: 'id', doc: 'The host', example: 'i-0dbc91f429e48eeed' },
  'process.pid': { kind: 'id', doc: 'The process', example: '1234' },
  'process.creation.time': { kind: 'id', doc: 'When it began', example: '2026-01-01T00:00:00Z' },
  'cloud.platform': { kind: 'word', doc: 'The platform: whether the host is a virtual machine', example: 'aws_ec2' },
  'vcs.owner.name': { kind: 'id', doc: "The repository's owner", example: 'octo-org' },
  'vcs.repository.name': { kind: 'id', doc: 'The repository', example: 'octo-repo' },
  'aws.role.arn': {
    kind: 'id',
    doc: 'The role that the workload runs as (ours: there is no such name)',
    example: 'arn:aws:iam::123456789012:role/deploy',
  },
} as const satisfies Record<string, VocabularyAttribute>

/** Those that are ours: OpenTelemetry has no names for them. */
export const OURS = { ...CREDENTIAL, ...WORKLOAD, ...OWNERSHIP } as const

/**
 * The form of what is said, as resources and scopes name it (OpenTelemetry: Telemetry Schemas). Nobody serves it (RFC 2606); the file is
 * schemas/registry/schema.yaml, and in the library's package.
 */
export const SCHEMA_URL = 'https://lifespan.example/schemas/0.1.0'

/**
 * Every attribute that Lifespan reads by name: the one source of the decode list and of the reference page (shared knowledge:
 * vocabulary.md). Stability: development.
 */
export const ATTRIBUTES = { ...OURS, ...EXISTING } as const

export type AttributeName = keyof typeof ATTRIBUTES

/** Where a log record says its event name, if it has no `event_name`: the first that is there. */
export const EVENT_NAME_ATTRIBUTES = ['otel.event.name', 'event.name'] as const

/** OpenTelemetry's attributes that are kept as they are, beside `ATTRIBUTES`, in the column `attributes`. */
export const KEPT_NAMES: readonly string[] = [
  'server.address',
  'client.address',
  'user_agent.original',
  'http.request.method',
  'rpc.method',
  'user.id',
]

/** Whole namespaces of OpenTelemetry that are kept. */
export const KEPT_PREFIXES: readonly string[] = ['k8s.', 'cicd.', 'faas.', 'gen_ai.', 'cloud.', 'vcs.', 'service.']

/** What is never kept, though its namespace is: what people and models said, and what may hold a configuration. */
const NEVER_KEPT_PREFIXES: readonly string[] = [
  'gen_ai.input.',
  'gen_ai.output.',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.system_instructions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.tool.definitions',
  'gen_ai.tool.message',
  'gen_ai.content.',
  'gen_ai.event.content',
  'gen_ai.evaluation.explanation',
  'faas.document.',
]
const NEVER_KEPT_PART = /^k8s\.[a-z_]+\.annotations?\./

/** Whether an attribute that is not of `ATTRIBUTES` is kept under its own name. */
export function isKept(name: string): boolean {
  if (KEPT_NAMES.includes(name)) return true
  if (!KEPT_PREFIXES.some((prefix) => name.startsWith(prefix))) return false
  return !NEVER_KEPT_PREFIXES.some((prefix) => name.startsWith(prefix)) && !NEVER_KEPT_PART.test(name)
}
