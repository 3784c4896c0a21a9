import type { Attributes } from '@opentelemetry/api'
import { aws, broker, cluster, github, login, reporters, vault } from './cast.ts'
import type { Issuer } from './cast.ts'
import type { Random } from './random.ts'
import type { Carrier, Expected, FleetEvent, Interval, RuleId, Source } from './story.ts'
import type { Workload } from './workloads.ts'

/** A credential: its key, whom it speaks for, and which instance it was issued to. */
export interface Credential {
  readonly id: string
  readonly kind: string
  readonly issuer: Issuer
  readonly identity: string
  /** Absent where nothing that ends holds it: a person's key, a standing service's token. */
  readonly workload?: Workload
  /** Who tells of its issuance and revocation. */
  readonly reporter: Source
}

/** What an issuance says beside the credential itself. */
export interface Terms {
  readonly at: number
  /** Absent: static kinds never end, of others the end is unknown. */
  readonly expires?: number
  readonly carrier?: Carrier
  readonly parent?: Credential
  readonly delegation?: 'exchange' | 'assume_role' | 'mint' | 'tool_call' | 'login'
  readonly failure?: string
  readonly attributes?: Attributes
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const drawn = {
  brokered: (random: Random) => ({
    id: random.uuid(),
    kind: 'oauth_access_token',
    issuer: broker,
    reporter: reporters.broker,
  }),
  idToken: (random: Random) => ({ id: random.uuid(), kind: 'id_token', issuer: login, reporter: reporters.idp }),
  jobToken: (random: Random) => ({ id: random.uuid(), kind: 'jwt', issuer: github, reporter: reporters.actions }),
  podToken: (random: Random) => ({
    id: random.uuid(),
    kind: 'kubernetes_token',
    issuer: cluster,
    reporter: reporters.cluster,
  }),
  session: (random: Random) => ({
    id: `ASIA${random.letters(16, base32)}`,
    kind: 'sts_session',
    issuer: aws,
    reporter: reporters.cloud,
  }),
  accessKey: (random: Random) => ({
    id: `AKIA${random.letters(16, base32)}`,
    kind: 'api_key',
    issuer: aws,
    reporter: reporters.cloud,
  }),
  apiKey: (random: Random) => ({
    id: `key_${random.hex(20)}`,
    kind: 'api_key',
    issuer: broker,
    reporter: reporters.broker,
  }),
  vaultToken: (random: Random) => ({
    id: random.letters(24, base62),
    kind: 'vault_token',
    issuer: vault,
    reporter: reporters.vault,
  }),
  lease: (random: Random) => ({
    id: `database/creds/readonly/${random.letters(24, base62)}`,
    kind: 'vault_lease',
    issuer: vault,
    reporter: reporters.vault,
  }),
} as const

/** A new credential of a sort, for the identity of the workload that gets it or for another. */
export function createCredential(
  random: Random,
  sort: keyof typeof drawn,
  holder: { readonly identity: string; readonly workload?: Workload },
): Credential {
  const { identity, workload } = holder
  return { ...drawn[sort](random), identity, ...(workload && { workload }) }
}

/** A new token of the broker for what runs as its own identity. */
export const tokenFor = (random: Random, workload: Workload): Credential =>
  createCredential(random, 'brokered', { identity: workload.identity, workload })

const key = ({ id, issuer }: Credential): Attributes => ({ 'credential.id': id, 'credential.issuer': issuer.said })
const iso = (at: number) => new Date(at).toISOString()

/** Its issuer gives it out; on the broker's `POST /token` span unless a carrier is named. */
export function issued(credential: Credential, terms: Terms): FleetEvent {
  const { workload, kind, identity, reporter } = credential
  const {
    at,
    expires,
    parent,
    delegation,
    failure,
    carrier = reporter === reporters.broker ? 'span event' : 'log',
  } = terms
  const attributes = {
    ...key(credential),
    'credential.kind': kind,
    'credential.subject': identity,
    'credential.not_before': iso(at),
    ...(expires !== undefined && { 'credential.not_after': iso(expires) }),
    ...(workload && { 'credential.workload.id': workload.id, 'workload.kind': workload.kind }),
    ...(parent && { 'credential.parent.id': parent.id, 'credential.parent.issuer': parent.issuer.said }),
    ...(delegation && { 'credential.delegation': delegation }),
    ...terms.attributes,
  }
  const within = carrier === 'span event' && { within: 'POST /token' }
  return { at, from: reporter, carrier, name: 'credential.issued', attributes, ...within, ...(failure && { failure }) }
}

/** Its issuer moves its end. */
export function renewed(credential: Credential, at: number, expires: number): FleetEvent {
  const attributes = { ...key(credential), 'credential.kind': credential.kind, 'credential.not_after': iso(expires) }
  return { at, from: credential.reporter, carrier: 'log', name: 'credential.renewed', attributes }
}

/** Its issuer is asked to end it; with a failure, in vain. */
export function revoked(credential: Credential, at: number, reason: string, failure?: string): FleetEvent {
  const attributes = { ...key(credential), 'credential.revocation.reason': reason }
  const carrier = credential.reporter === reporters.broker ? 'span' : 'log'
  return { at, from: credential.reporter, carrier, name: 'credential.revoked', attributes, ...(failure && { failure }) }
}

const targets = [
  {
    'credential.use.action': 'orders:read',
    'credential.use.target': 'orders-db',
    'server.address': 'orders.internal.example',
  },
  {
    'credential.use.action': 'payments:write',
    'credential.use.target': 'ledger',
    'server.address': 'ledger.internal.example',
  },
  {
    'credential.use.action': 's3:GetObject',
    'credential.use.target': 'arn:aws:s3:::acme-media',
    'server.address': 's3.eu-central-1.amazonaws.com',
  },
] as const

/** It is presented: told by who presents it, as a span, or by the gateway that sees it, as a log record. */
export function used(random: Random, credential: Credential, at: number, failure?: string): FleetEvent {
  const own = credential.workload !== undefined && random.chance(0.6)
  return usedBy(random, own ? credential.workload.source : reporters.gateway, credential, at, failure)
}

/** It is presented, and this process tells of it. */
export function usedBy(random: Random, from: Source, credential: Credential, at: number, failure?: string): FleetEvent {
  const carrier = from === reporters.gateway ? 'log' : 'span'
  const attributes = { ...key(credential), 'credential.subject': credential.identity, ...random.pick(targets) }
  return { at, from, carrier, name: 'credential.used', attributes, ...(failure && { failure }) }
}

/** A finding on a credential. */
export function expected(rule: RuleId, credential: Credential, interval: Interval): Expected {
  return { rule, subject: { kind: 'credential', issuer: credential.issuer.known, id: credential.id }, ...interval }
}
