import { DEPTH_CAP } from '../../schemas/policy.ts'
import type { Credential, Workload } from './map-entities.ts'

/** A credential belongs to a workload, once. */
export function belong(credential: Credential, workload: Workload): void {
  if (credential.workload === workload || credential.moreWorkloads?.includes(workload)) return
  if (credential.workload === null) credential.workload = workload
  else (credential.moreWorkloads ??= []).push(workload)
  workload.credentials.push(credential)
}

/** A credential was made from another one, which tells it everything. */
export function descend(child: Credential, parent: Credential): void {
  if (child.parents?.includes(parent)) return
  ;(child.parents ??= []).push(parent)
  ;(parent.children ??= []).push(child)
  tell(parent, child)
}

/** Tells the children, and theirs where that changes them. Depth is capped, so cycles end. */
export function tellChildren(parent: Credential, heard: (child: Credential) => void): void {
  for (const child of parent.children!) {
    if (!tell(parent, child)) continue
    if (child.children !== null) tellChildren(child, heard)
    heard(child)
  }
}

/** How many principals lie above a credential. */
export function depthOf(credential: Credential): number {
  if (!credential.hasParent) return 0
  return Math.min(DEPTH_CAP, credential.parentDepth + (changesPrincipal(credential) ? 1 : 0))
}

function changesPrincipal({ identity, otherIdentity, parentIdentity, otherParentIdentity }: Credential): boolean {
  if (otherIdentity !== null || otherParentIdentity !== null) return true
  return identity !== null && parentIdentity !== null && identity !== parentIdentity
}

/** Says whether the child heard anything new. */
function tell(parent: Credential, child: Credential): boolean {
  const spoken = hearOf(child, parent.identity)
  let heard = hearOf(child, parent.otherIdentity) || spoken
  const depth = depthOf(parent)
  if (depth > child.parentDepth) {
    child.parentDepth = depth
    heard = true
  }
  const revoked = Math.min(parent.revoked, parent.cascade)
  if (child.issuer === parent.issuer && revoked < child.cascade) {
    child.cascade = revoked
    heard = true
  }
  return heard
}

function hearOf(child: Credential, identity: Credential['identity']): boolean {
  if (identity === null || identity === child.parentIdentity || child.otherParentIdentity !== null) return false
  if (child.parentIdentity === null) child.parentIdentity = identity
  else child.otherParentIdentity = identity
  return true
}
