import { bucketOf, DEFAULT_POLICY, DEPTH_CAP, PRIVILEGE_DEFAULT, severityOf } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import { CONFLICT, Finding, type Credential, type Identity } from './map-entities.ts'
import { episodesOf, type Episode } from './map-ownership.ts'
import { depthOf } from './map-telling.ts'

/** Takes what a rule says of a credential: L01 0, L02 1, C01 2, G01 3. */
type Publish = (credential: Credential, rule: number, verdict: Finding | null) => void

const { grace, graceDefault, chainDepth, ownerGrace, unknownExpiry } = DEFAULT_POLICY

/** The four rules of credentials, told without rows. */
export function judgeCredential(credential: Credential, publish: Publish): void {
  const ends = endsOf(credential)
  const own = Math.min(ends, credential.revoked)
  const until = credential.policy.cascades ? Math.min(own, credential.cascade) : own
  const ended = endedOf(credential)
  if (ended !== NEVER || credential.findings !== null) {
    const deadline = ended + graceOf(credential)
    publish(credential, 0, outlives(credential, ended, deadline, until))
    publish(credential, 1, usedAfter(credential, ended, deadline, until))
  }
  if (credential.hasParent) publish(credential, 2, chained(credential, until))
  if (credential.identity !== null) publish(credential, 3, orphaned(credential, ends, until))
}

/** The one rule of identities. */
export function judgeIdentity(identity: Identity, hasOwnerSource: boolean): Finding | null {
  const { issuedFirst, assignedFirst, platform } = identity
  if (issuedFirst === NEVER || platform || !hasOwnerSource || assignedFirst <= issuedFirst) return null
  return new Finding(issuedFirst, issuedFirst, assignedFirst, 'low')
}

/** 0 where the expiry is unknown. */
function expiryOf({ expires, isStatic }: Credential): number {
  return expires !== 0 ? expires : isStatic ? NEVER : 0
}

function endsOf(credential: Credential): number {
  return expiryOf(credential) || credential.alive + unknownExpiry
}

const powerOf = ({ privilege }: Credential) => privilege || PRIVILEGE_DEFAULT

function endedOf({ workload, moreWorkloads }: Credential): number {
  if (workload === null) return NEVER
  if (moreWorkloads === null) return workload.ended
  return Math.min(workload.ended, ...moreWorkloads.map(({ ended }) => ended))
}

function graceOf({ workload, moreWorkloads }: Credential): number {
  if (workload === null) return graceDefault
  if (moreWorkloads === null) return grace[workload.kind] ?? graceDefault
  const kinds = new Set([workload, ...moreWorkloads].map(({ kind }) => kind).filter((kind) => kind !== ''))
  const kind = kinds.size === 1 ? [...kinds][0]! : CONFLICT
  return grace[kind] ?? graceDefault
}

function outlives(credential: Credential, ended: number, deadline: number, until: number): Finding | null {
  const expiry = expiryOf(credential)
  if (ended === NEVER || expiry === 0) return null
  const { born, used, renewable, prod } = credential
  const appears = Math.max(deadline, born)
  if (until <= appears) return null
  const since = Math.max(ended, born)
  const standing = (renewable ? 1 : 0) + (prod ? 1 : 0)
  const score = powerOf(credential) + bucketOf(expiry - since) + (used > deadline ? 3 : 0) - (used === 0 ? 2 : 0)
  return new Finding(appears, since, until, expiry === NEVER ? 'critical' : severityOf(score + standing))
}

function usedAfter(credential: Credential, ended: number, deadline: number, until: number): Finding | null {
  const { born, used, authorized } = credential
  if (ended === NEVER || used <= deadline) return null
  const severity = authorized <= deadline ? 'medium' : powerOf(credential) === 3 ? 'critical' : 'high'
  return new Finding(Math.max(deadline, born), Math.max(ended, born), Math.max(until, used), severity)
}

function chained(credential: Credential, until: number): Finding | null {
  const depth = depthOf(credential)
  const { born, prod } = credential
  if (depth < chainDepth || until <= born) return null
  const severity =
    depth === DEPTH_CAP ? 'critical' : severityOf(powerOf(credential) + depth - chainDepth + (prod ? 1 : 0))
  return new Finding(born, born, until, severity)
}

/** Of several episodes the one with the greatest (since, appears, until) is the finding. */
function orphaned(credential: Credential, ends: number, until: number): Finding | null {
  let latest: Finding | null = null
  for (const identity of [credential.identity, credential.otherIdentity]) {
    if (identity === null) continue
    for (const episode of episodesOf(identity)) {
      const finding = orphanedIn(credential, episode, ends, until)
      if (finding !== null && (latest === null || isLater(finding, latest))) latest = finding
    }
  }
  return latest
}

function orphanedIn(credential: Credential, { gone, back }: Episode, ends: number, until: number): Finding | null {
  const { born, used, prod } = credential
  const appears = Math.max(gone + ownerGrace, born)
  const end = Math.min(back, until)
  if (appears >= end) return null
  const since = Math.max(gone, born)
  const score = powerOf(credential) + bucketOf(ends - since) + (used > gone ? 2 : 0) + (prod ? 1 : 0)
  return new Finding(appears, since, end, severityOf(score))
}

function isLater(one: Finding, other: Finding): boolean {
  return (one.since - other.since || one.appears - other.appears || one.until - other.until) > 0
}
