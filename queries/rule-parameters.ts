import type { QueryParams } from '../clickhouse/client.ts'
import { TIMELINE_LENGTH } from '../schemas/entities.ts'
import { STATIC_KINDS } from '../schemas/events.ts'
import {
  BUCKETS,
  DEPTH_CAP,
  issuerPolicy,
  PRIVILEGE_DEFAULT,
  SCORES,
  shortestGrace,
  type Policy,
} from '../schemas/policy.ts'
import { LATEST, NEVER, type Millis } from '../schemas/time.ts'
import type { Session } from './session.ts'

/** Which events count: those that had happened by `asOf` and had been received by `knownAt`. Without, all. Milliseconds. */
export interface Horizon {
  readonly asOf?: Millis | undefined
  readonly knownAt?: Millis | undefined
}

/** The policy and the horizon as the typed parameters of the rules' SQL. */
export function ruleParameters(policy: Policy, horizon: Horizon): QueryParams {
  return {
    as_of: horizon.asOf ?? LATEST,
    known_at: horizon.knownAt ?? LATEST,
    never: NEVER,
    buckets: [...BUCKETS],
    scores: [...SCORES],
    grace: { ...policy.grace },
    grace_default: policy.graceDefault,
    grace_shortest: shortestGrace(policy),
    unknown_expiry: policy.unknownExpiry,
    owner_grace: policy.ownerGrace,
    chain_depth: policy.chainDepth,
    timeline: TIMELINE_LENGTH,
    depth_cap: DEPTH_CAP,
    privilege_default: PRIVILEGE_DEFAULT,
    static_kinds: [...STATIC_KINDS],
  }
}

/** Issuers a statement: parameters travel in the URL, and an issuer's name can be long. */
const CHUNK = 50

/** What policy says of each issuer that any event names, as the temporary table `issuer_policies`. */
export async function keepIssuerPolicies(session: Session, policy: Policy): Promise<void> {
  const issuers = await session.rows<{ issuer: string }>('SELECT DISTINCT issuer FROM lifespan.events')
  await session.keep(
    'issuer_policies',
    "SELECT '' AS of, false AS cascades, toInt64(0) AS propagation, toInt64(0) AS overhang WHERE false",
  )
  for (let at = 0; at < issuers.length; at += CHUNK) {
    const chunk = issuers.slice(at, at + CHUNK).map(({ issuer }) => ({ issuer, ...issuerPolicy(policy, issuer) }))
    await session.command(ADD_ISSUERS, {
      issuers: chunk.map(({ issuer }) => issuer),
      cascades: chunk.map(({ cascades }) => cascades),
      propagation: chunk.map(({ propagation }) => propagation),
      overhang: chunk.map(({ overhang }) => overhang),
    })
  }
}

const ADD_ISSUERS = `INSERT INTO issuer_policies
SELECT entry.1, entry.2, entry.3, entry.4
FROM (SELECT arrayJoin(arrayZip(
  {issuers:Array(String)}, {cascades:Array(Bool)}, {propagation:Array(Int64)}, {overhang:Array(Int64)}
)) AS entry)`
