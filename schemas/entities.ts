import {
  archived,
  entity,
  flatKey,
  flatWord,
  given,
  latest,
  max,
  min,
  or,
  rank,
  timeline,
  told,
  type When,
} from './columns.ts'

/** So many of the newest entries of a timeline are kept (rules: Columns). */
export const TIMELINE_LENGTH = 16

const issued: When = { 'credential.issued': ['ok'] }
const acceptedUse: When = { 'credential.used': ['ok', 'denied', 'accepted'] }
const allowedUse: When = { 'credential.used': ['ok', 'allowed'] }
const stated: When = { ...issued, 'credential.renewed': ['ok'] }
const signOfLife: When = { ...stated, ...acceptedUse }
const revocation: When = { 'credential.revoked': ['ok'] }
const end: When = { 'workload.ended': ['ok'] }
const assignment: When = { 'owner.assigned': ['ok'] }

/** Any of these says that the tenant has an owner source (rules: G02). */
export const OWNERSHIP: When = { ...assignment, 'owner.departed': ['ok'], 'owner.returned': ['ok'] }

/** What any event about a credential may say, unless it was refused or failed: a failed revocation still knows the kind. */
const spoken: When = {
  ...stated,
  'credential.used': ['ok', 'denied', 'accepted', 'allowed'],
  'credential.revoked': ['ok', 'failed'],
}
const named: When = { ...spoken, ...end, 'workload.started': ['ok'] }

/** An instance of something that starts and ends. */
export const workload = entity({
  name: 'workload',
  key: 'workload_key',
  id: 'workload_id',
  issuer: null,
  doc: 'An instance of something that starts and ends: a pod, a CI job, a function invocation, an agent run, a VM',
  columns: {
    ended: min('at', end, 'The first end that was reported'),
    kind: flatWord('workload_kind', named, 'What it is; in a conflict it has the shortest grace there is'),
    started: archived(
      min('at', { 'workload.started': ['ok'] }, 'The first start that was reported; no verdict reads it'),
    ),
    first_received: archived(min('received_at', named, 'When the first event that names it was received')),
  },
})

const expires = latest('not_after', stated, 'The end of validity, as stated last: issuers shorten; never = 2199-12-31')
const speaksFor = flatKey('identity_key', signOfLife, 'Whom it speaks for')
const revoked = min('at', revocation, 'The first successful revocation')

/** One life of a credential. */
export const credential = entity({
  name: 'credential',
  key: 'credential_key',
  id: 'credential_id',
  issuer: 'issuer',
  doc: 'Anything that proves identity: a token, key, certificate or lease. Never the credential itself: its non-secret id',
  columns: {
    born: min('at', signOfLife, 'The first sign of life: issuance, renewal or accepted use'),
    alive: max('at', signOfLife, 'The last sign of life'),
    expires,
    revoked,
    used: max('at', acceptedUse, 'The last use in which it was accepted'),
    authorized: max('at', allowedUse, 'The last use whose action was allowed'),
    identity: speaksFor,
    static: or('static', spoken, 'Its kind never expires unless somebody says when'),
    privilege: rank(
      'privilege',
      issued,
      'The greatest power stated: read 1, write 2, admin 3; 0 = none stated, judged as 2',
    ),
    renewable: or('renewable', issued, 'It can be renewed'),
    irrevocable: or('irrevocable', issued, 'It can not be revoked'),
    prod: or('prod', issued, 'Its environment is production'),
    has_parent: or('has_parent', issued, 'It was made from another credential'),
    w_ended: told('workload', workload.columns.ended, 'The first end of a workload that it belongs to'),
    w_kind: told('workload', workload.columns.kind, 'The kind of the workloads that it belongs to'),
    p_expires: told('parent', expires, 'The expiry of its parent, as stated last'),
    p_identity: told('parent', speaksFor, 'Whom its parents speak for'),
    p_depth: told('parent', rank('privilege', {}, ''), 'How many principals lie above its parents, 11 at the most'),
    lineage_revoked: told('parent', revoked, 'The first revocation among its ancestors'),
    cascade_revoked: told('parent', revoked, 'The first revocation that reaches it without leaving its issuer'),
    first_received: archived(
      min('received_at', spoken, 'When the first event of it was received: the horizon of verify'),
    ),
  },
})

/** What owners own and policies name. */
export const identity = entity({
  name: 'identity',
  key: 'identity_key',
  id: 'identity',
  issuer: null,
  doc: 'What owners own and policies name: a SPIFFE ID, an OIDC subject, a role, an IAM user, a service account',
  columns: {
    issued_first: min('at', issued, 'The first issuance that names it'),
    assigned_first: given('owner_key', min('at', assignment, 'The first assignment of an owner; nobody is no owner')),
    platform: or('platform', issued, "The platform's own, which nobody is asked to own"),
    owners: timeline(
      [
        { at: 'at', on: 1, key: 'owner_key', if: { said: 'owner_key' }, when: assignment },
        { at: 'owner_until', on: 0, key: 'owner_key', if: { said: 'owner_key' }, when: assignment },
        { at: 'at', on: 0, key: null, if: { not: 'owner_key' }, when: assignment },
      ],
      'Assignments (1) and ends of assignments (0) of owners; an end without owner is that of whichever stands',
    ),
    first_received: archived(
      min('received_at', { ...signOfLife, ...assignment }, 'When the first event that names it was received'),
    ),
  },
})

/** Who answers for identities. */
export const owner = entity({
  name: 'owner',
  key: 'owner_key',
  id: 'owner_id',
  issuer: null,
  doc: 'A person or a team that answers for identities',
  columns: {
    presence: timeline(
      [
        { at: 'at', on: 1, key: null, when: { 'owner.departed': ['ok'] } },
        { at: 'at', on: 0, key: null, when: { 'owner.returned': ['ok'] } },
      ],
      'Departures (1) and returns (0); at one instant gone rules over back',
    ),
    first_received: archived(min('received_at', OWNERSHIP, 'When the first event that names it was received')),
  },
})

/** All entities, in the order in which their tables are made. */
export const ENTITIES = [credential, workload, identity, owner] as const

/** What a row tells whoever listens to it: columns of its own, and some that it was told (rules: Telling). Never a use. */
export const TELLS = {
  workload: ['ended', 'kind'],
  credential: [
    'expires',
    'identity',
    'revoked',
    'has_parent',
    'p_identity',
    'p_depth',
    'lineage_revoked',
    'cascade_revoked',
  ],
} as const

/** Who tells. */
export type TellerName = keyof typeof TELLS

/** Who listens to whom, and in which events the mention stands (rules: Telling). */
export const LINKS = [
  { teller: 'workload', listened: 'workload_key', listener: 'credential_key', if: null, when: spoken },
  { teller: 'parent', listened: 'parent_key', listener: 'credential_key', if: 'has_parent', when: issued },
] as const
