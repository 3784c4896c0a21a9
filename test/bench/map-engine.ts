import type { LifecycleEvent } from '../../schemas/events.ts'
import { STATIC_KINDS } from '../../schemas/events.ts'
import { NEVER, toMillis } from '../../schemas/time.ts'
import { Credential, Identity, Workload, type Finding } from './map-entities.ts'
import { addChange, type Owner } from './map-ownership.ts'
import { judgeCredential, judgeIdentity } from './map-rules.ts'
import { belong, descend, tellChildren } from './map-telling.ts'

/** The rules of credentials, in the order in which their findings are kept. */
export const CREDENTIAL_RULES = ['L01', 'L02', 'C01', 'G01'] as const

/**
 * The baseline: the verdicts of the same five rules from Map and objects, made as one would make it well. One object an entity, its
 * fields in one order; listeners in arrays; the ids of an issuer in a Map of their own, so that no key is joined; texts are shared;
 * ownership is worked out once a change. The shared vectors hold it to the rules. It has no timers, no restore and one tenant.
 */
export class MapEngine {
  readonly issuers = new Map<string, Map<string, Credential>>()
  readonly workloads = new Map<string, Workload>()
  readonly identities = new Map<string, Identity>()
  readonly owners = new Map<string, Owner>()
  /** How often a finding was created, changed or taken back. */
  changes = 0
  /** Told of each change of a finding: null where it is taken back. */
  onFinding: (rule: string, subject: string, finding: Finding | null) => void = () => undefined
  #hasOwnerSource = false

  /** Merges one event and judges what it changed. */
  take(event: LifecycleEvent): void {
    const at = toMillis(event.time)
    const { outcome } = event
    switch (event.type) {
      case 'workload.started':
      case 'workload.ended':
        if (outcome === 'ok') this.#instance(event, at)
        return
      case 'credential.issued':
        if (outcome === 'ok') this.#issue(event, at)
        return
      case 'credential.renewed':
        if (outcome === 'ok') this.#renew(event, at)
        return
      case 'credential.used':
        if (outcome !== 'refused') this.#use(event, at)
        return
      case 'credential.revoked':
        return this.#revoke(event, at)
      case 'owner.assigned':
      case 'owner.departed':
      case 'owner.returned':
        if (outcome === 'ok') this.#own(event, at)
        return
      case 'decision.made':
      case 'approval.granted':
    }
  }

  #issue(event: LifecycleEvent, at: number): void {
    const credential = this.#spoken(event)
    if (event.privilege !== undefined && event.privilege > credential.privilege) credential.privilege = event.privilege
    if (event.renewable) credential.renewable = true
    if (event.prod) credential.prod = true
    this.#live(credential, event, at)
    credential.state(at, event.not_after)
    if (event.identity) this.#issuedTo(this.#identity(event.identity), event, at)
    if (event.parent_id) this.#descend(credential, event)
    this.#settle(credential)
  }

  #renew(event: LifecycleEvent, at: number): void {
    const credential = this.#spoken(event)
    this.#live(credential, event, at)
    credential.state(at, event.not_after)
    this.#settle(credential)
  }

  #use(event: LifecycleEvent, at: number): void {
    const credential = this.#spoken(event)
    const { outcome } = event
    if (outcome === 'ok' || outcome === 'allowed') credential.authorized = Math.max(credential.authorized, at)
    if (outcome !== 'allowed') {
      this.#live(credential, event, at)
      credential.used = Math.max(credential.used, at)
    }
    this.#settle(credential)
  }

  #revoke(event: LifecycleEvent, at: number): void {
    const credential = this.#spoken(event)
    if (event.outcome === 'ok' && at < credential.revoked) {
      credential.revoked = at
      credential.tells = true
    }
    this.#settle(credential)
  }

  #live(credential: Credential, event: LifecycleEvent, at: number): void {
    if (at < credential.born) credential.born = at
    if (at > credential.alive) credential.alive = at
    if (event.identity) credential.speakFor(this.#identity(event.identity))
  }

  /** The credential of an event, with what every event of it may say. */
  #spoken(event: LifecycleEvent): Credential {
    const credential = this.#credential(event.issuer ?? '', event.credential_id ?? '')
    if (event.credential_kind && STATIC_KINDS.includes(event.credential_kind)) credential.isStatic = true
    if (!event.workload_id) return credential
    const workload = this.#workload(event.workload_id)
    belong(credential, workload)
    if (event.workload_kind && workload.call(event.workload_kind)) this.#judgeAll(workload.credentials)
    return credential
  }

  #descend(credential: Credential, event: LifecycleEvent): void {
    const issuer = event.parent_issuer ?? ''
    const self = event.parent_id === event.credential_id && issuer === (event.issuer ?? '')
    if (event.delegation === 'login' || self) return
    credential.hasParent = true
    credential.tells = true
    descend(credential, this.#credential(issuer, event.parent_id!))
  }

  #instance(event: LifecycleEvent, at: number): void {
    const workload = this.#workload(event.workload_id!)
    const called = event.workload_kind ? workload.call(event.workload_kind) : false
    const ended = event.type === 'workload.ended' && at < workload.ended
    if (ended) workload.ended = at
    if (called || ended) this.#judgeAll(workload.credentials)
  }

  #issuedTo(identity: Identity, event: LifecycleEvent, at: number): void {
    if (event.platform) identity.platform = true
    else if (at >= identity.issuedFirst) return
    identity.issuedFirst = Math.min(identity.issuedFirst, at)
    this.#judgeIdentity(identity)
  }

  #own(event: LifecycleEvent, at: number): void {
    const first = !this.#hasOwnerSource
    this.#hasOwnerSource = true
    if (event.type === 'owner.assigned') this.#assign(event, at)
    else this.#present(event.owner_id!, event.type === 'owner.departed', at)
    if (first) for (const identity of this.identities.values()) this.#judgeIdentity(identity)
  }

  #assign(event: LifecycleEvent, at: number): void {
    const identity = this.#identity(event.identity!)
    const owner = event.owner_id ? this.#owner(event.owner_id) : null
    addChange(identity.changes, { at, on: owner !== null, owner })
    if (owner !== null && event.owner_until !== undefined) {
      addChange(identity.changes, { at: Math.min(event.owner_until, NEVER), on: false, owner })
    }
    if (owner !== null) owner.identities.add(identity)
    if (owner !== null && at < identity.assignedFirst) identity.assignedFirst = at
    this.#ownedAnew(identity)
  }

  #present(id: string, departs: boolean, at: number): void {
    const owner = this.#owner(id)
    addChange(owner.changes, { at, on: departs, owner: null })
    for (const identity of owner.identities) this.#ownedAnew(identity)
  }

  #ownedAnew(identity: Identity): void {
    identity.episodes = null
    this.#judgeIdentity(identity)
    this.#judgeAll(identity.credentials)
  }

  /** Tells children, then judges; of all those that heard something too. */
  #settle(credential: Credential): void {
    if (credential.tells && credential.children !== null) tellChildren(credential, (child) => this.#judge(child))
    credential.tells = false
    this.#judge(credential)
  }

  #judgeAll(credentials: readonly Credential[]): void {
    for (const credential of credentials) this.#judge(credential)
  }

  #judge(credential: Credential): void {
    if (credential.born !== NEVER) judgeCredential(credential, this.#publish)
  }

  #judgeIdentity(identity: Identity): void {
    const verdict = judgeIdentity(identity, this.#hasOwnerSource)
    if (!this.#differs(identity.finding, verdict)) return
    identity.finding = verdict
    this.onFinding('G02', identity.id, verdict)
  }

  readonly #publish = (credential: Credential, rule: number, verdict: Finding | null): void => {
    const { findings } = credential
    const standing = findings === null ? null : findings[rule]!
    if (!this.#differs(standing, verdict)) return
    credential.findings ??= [null, null, null, null]
    credential.findings[rule] = verdict
    this.onFinding(CREDENTIAL_RULES[rule]!, credential.id, verdict)
  }

  #differs(standing: Finding | null, verdict: Finding | null): boolean {
    if (standing === verdict) return false
    if (standing !== null && verdict !== null && standing.same(verdict)) return false
    this.changes++
    return true
  }

  #credential(issuer: string, id: string): Credential {
    let ids = this.issuers.get(issuer)
    if (ids === undefined) this.issuers.set(issuer, (ids = new Map()))
    let credential = ids.get(id)
    if (credential === undefined) ids.set(id, (credential = new Credential(issuer, id)))
    return credential
  }

  #workload(id: string): Workload {
    let workload = this.workloads.get(id)
    if (workload === undefined) this.workloads.set(id, (workload = new Workload()))
    return workload
  }

  #identity(id: string): Identity {
    let identity = this.identities.get(id)
    if (identity === undefined) this.identities.set(id, (identity = new Identity(id)))
    return identity
  }

  #owner(id: string): Owner {
    let owner = this.owners.get(id)
    if (owner === undefined) this.owners.set(id, (owner = { id, changes: [], identities: new Set() }))
    return owner
  }
}
