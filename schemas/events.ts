import { z } from 'zod'

/** What happened: the subject and a past participle (vocabulary: Events). The position is the code in ClickHouse: append only. */
export const EVENT_TYPES = [
  'workload.started',
  'workload.ended',
  'credential.issued',
  'credential.renewed',
  'credential.used',
  'credential.revoked',
  'owner.assigned',
  'owner.departed',
  'owner.returned',
  'decision.made',
  'approval.granted',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/**
 * What became of it. All but uses are `ok` or `failed`; a use is `ok`, `denied` (the credential was accepted, the action was
 * not), `accepted` (the answer is another record), `allowed` (that answer) or `refused` (the credential was not accepted).
 */
export const OUTCOMES = ['ok', 'failed', 'denied', 'accepted', 'allowed', 'refused'] as const
export type EventOutcome = (typeof OUTCOMES)[number]

/** How much a credential may do; the position is its score (rules: privilege). */
export const PRIVILEGES = ['', 'read', 'write', 'admin'] as const
export type Privilege = Exclude<(typeof PRIVILEGES)[number], ''>

/** Kinds that never expire unless somebody says when (semantics: Defaults, "expiry unsaid"). */
export const STATIC_KINDS: readonly string[] = ['api_key', 'password']

/**
 * How a column of `events` is kept: `text`, `word` (a text of few values), `key` (128 bits), `nanos` and `time` (ns and ms since
 * 1970, 0 = not said), `flag`, `rank` (a small number), `code` (an enumeration), `map` (text to text).
 */
export type Storage = 'text' | 'word' | 'key' | 'nanos' | 'time' | 'flag' | 'rank' | 'type' | 'outcome' | 'map'

export interface EventColumn {
  readonly storage: Storage
  /** `said`: an adapter may say it; `stamp`: the collector adds it; `derived`: follows from what was said. */
  readonly origin: 'said' | 'stamp' | 'derived'
  readonly doc: string
}

const said = <S extends Storage>(storage: S, doc: string) => ({ storage, origin: 'said', doc }) as const
const stamp = <S extends Storage>(storage: S, doc: string) => ({ storage, origin: 'stamp', doc }) as const
const derived = <S extends Storage>(storage: S, doc: string) => ({ storage, origin: 'derived', doc }) as const

/** The columns of `events`, in the table's order. The one declaration of what an event may say. */
export const EVENT_COLUMNS = {
  tenant: stamp('word', 'Whose event it is; comes from the connection, never from an attribute'),
  source: stamp('word', 'The configured name of who reports, never a path'),
  authority: stamp('flag', 'Whether the source has authority over what it says'),
  event_id: stamp('key', 'The same record delivered again has the same id (semantics: Entities and keys)'),
  received_at: stamp('time', 'When the log took it: measures lag, never decides a finding'),
  record_id: said('text', "The record's own id at its source: several lines of one use share it"),
  type: said('type', 'What happened'),
  outcome: said('outcome', 'What became of it'),
  time: said('nanos', 'When it happened, by the clock of whoever witnessed it'),
  credential_id: said('text', "The issuer's non-secret id, or a keyed hash `hmac:…`"),
  credential_kind: said('word', 'jwt, sts_session, vault_token, api_key, …'),
  issuer: said('word', 'Who issued it, in normal form (semantics: Issuers)'),
  workload_id: said('text', 'The instance that the credential belongs to, or that started or ended'),
  workload_kind: said('word', 'Of that instance: pod, ci_job, function, agent, vm, …'),
  presenter_id: said('text', 'The instance that presented the credential or reports; binds nothing'),
  identity: said('text', 'Whom the credential speaks for; what is owned'),
  platform: said('flag', "The platform's own identity, which nobody is asked to own"),
  parent_id: said('text', 'The credential it was exchanged, assumed or minted from'),
  parent_issuer: said('word', 'The issuer of that one'),
  delegation: said('word', 'exchange, assume_role, impersonate, mint, tool_call, login'),
  not_after: said('time', 'The end of validity that this event states'),
  privilege: said('rank', 'read 1, write 2, admin 3; 0 = not said'),
  renewable: said('flag', 'It can be renewed'),
  irrevocable: said('flag', 'Its issuer says that it can not be revoked'),
  prod: said('flag', 'Its environment is production'),
  owner_id: said('text', 'The person or team; empty on an assignment: whichever stands ends'),
  owner_kind: said('word', 'person, team, service'),
  owner_until: said('time', 'The end of the assignment of this owner'),
  trace_id: said('text', 'The trace of the span it came with, in hex'),
  span_id: said('text', 'That span, in hex'),
  attributes: said('map', 'What else the record says, by allow-list'),
  static: derived('flag', 'The kind never expires unless somebody says when'),
  has_parent: derived('flag', 'It names a parent other than itself, and not by a login'),
  credential_key: derived('key', 'Key of (tenant, credential, issuer, credential_id)'),
  workload_key: derived('key', 'Key of (tenant, workload, workload_id)'),
  identity_key: derived('key', 'Key of (tenant, identity, identity)'),
  parent_key: derived('key', 'Key of (tenant, credential, parent_issuer, parent_id)'),
  owner_key: derived('key', 'Key of (tenant, owner, owner_id)'),
} as const satisfies Record<string, EventColumn>

export type EventColumnName = keyof typeof EVENT_COLUMNS

/** A column that names somebody, by key. */
export type KeyColumnName = {
  [N in EventColumnName]: (typeof EVENT_COLUMNS)[N] extends { storage: 'key'; origin: 'derived' } ? N : never
}[EventColumnName]

interface StorageTypes {
  text: string
  word: string
  key: Uint8Array
  nanos: bigint
  time: number
  flag: boolean
  rank: number
  type: EventType
  outcome: EventOutcome
  map: Readonly<Record<string, string>>
}

type Said = {
  [
    N in EventColumnName as (typeof EVENT_COLUMNS)[N]['origin'] extends 'said' ? N : never
  ]: StorageTypes[(typeof EVENT_COLUMNS)[N]['storage']]
}

/** A fact in the past tense, as an adapter says it. What is not said is absent. `privilege` is its rank, times are as declared. */
export type LifecycleEvent = Readonly<Pick<Said, 'type' | 'outcome' | 'time'> & Partial<Said>>

const MAX_TEXT_BYTES = 4_096

const parsers: Record<Storage, z.ZodType> = {
  text: z.string().max(MAX_TEXT_BYTES),
  word: z.string().max(MAX_TEXT_BYTES),
  key: z.instanceof(Uint8Array),
  nanos: z.bigint().positive(),
  time: z.number().int().positive(),
  flag: z.boolean(),
  rank: z
    .number()
    .int()
    .min(0)
    .max(PRIVILEGES.length - 1),
  type: z.enum(EVENT_TYPES),
  outcome: z.enum(OUTCOMES),
  map: z.record(z.string(), z.string()),
}

const REQUIRED: readonly string[] = ['type', 'outcome', 'time']

/** Checks what an adapter says: for tests and for edges that take events as they are. Refuses unknown fields. */
export const LifecycleEvent = z.strictObject(
  Object.fromEntries(
    Object.entries(EVENT_COLUMNS)
      .filter(([, column]) => column.origin === 'said')
      .map(([name, column]) => [
        name,
        REQUIRED.includes(name) ? parsers[column.storage] : parsers[column.storage].optional(),
      ]),
  ),
) as unknown as z.ZodType<LifecycleEvent>
