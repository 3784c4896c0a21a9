import type { LifecycleEvent } from '../../schemas/events.ts'
import { bucketOf, severityOf, type Severity } from '../../schemas/policy.ts'
import { DAY, MINUTE, NEVER, toMillis } from '../../schemas/time.ts'

/**
 * The baseline: the same five rules as an engine of Map and objects, made as one would make it well without typed arrays. One object a
 * credential with its fields in one order, listeners in arrays, no copies, ids joined once an event. It has no restore, no timers
 * and no second tenant; ownership is one owner an identity.
 */
export class MapEngine {
  readonly credentials = new Map<string, Credential>()
  readonly workloads = new Map<string, Workload>()
  readonly owners = new Map<string, { owner: string; gone: number }>()
  readonly findings = new Map<string, { since: number; until: number; severity: Severity }>()
  changes = 0

  /** Merges one event and judges what it changed. */
  take(event: LifecycleEvent): void {
    const at = toMillis(event.time)
    if (event.type === 'workload.ended') return this.#end(event.workload_id!, at)
    const credential = this.#credential(event)
    if (event.type === 'credential.issued') this.#issue(credential, event, at)
    if (event.type === 'credential.used') this.#use(credential, event, at)
    if (event.type === 'credential.revoked') credential.revoked = Math.min(credential.revoked, at)
    this.#judge(credential)
  }

  #credential(event: LifecycleEvent): Credential {
    const key = `${event.issuer}\0${event.credential_id}`
    let credential = this.credentials.get(key)
    if (credential === undefined) this.credentials.set(key, (credential = newCredential(key)))
    return credential
  }

  #issue(credential: Credential, event: LifecycleEvent, at: number): void {
    credential.born = Math.min(credential.born, at)
    credential.alive = Math.max(credential.alive, at)
    if (event.not_after !== undefined && at >= credential.statedAt) {
      credential.statedAt = at
      credential.expires = event.not_after
    }
    credential.identity = event.identity ?? credential.identity
    credential.privilege = Math.max(credential.privilege, event.privilege ?? 0)
    if (event.workload_id !== undefined) this.#belong(credential, event.workload_id, event.workload_kind)
    if (event.parent_id !== undefined) this.#descend(credential, `${event.parent_issuer}\0${event.parent_id}`)
  }

  #use(credential: Credential, event: LifecycleEvent, at: number): void {
    if (event.outcome === 'refused') return
    credential.born = Math.min(credential.born, at)
    credential.alive = Math.max(credential.alive, at)
    credential.used = Math.max(credential.used, at)
    if (event.outcome === 'ok') credential.authorized = Math.max(credential.authorized, at)
  }

  #belong(credential: Credential, id: string, kind: string | undefined): void {
    let workload = this.workloads.get(id)
    if (workload === undefined) this.workloads.set(id, (workload = { ended: NEVER, kind: kind ?? '', credentials: [] }))
    if (credential.workload === workload) return
    credential.workload = workload
    workload.credentials.push(credential)
  }

  #descend(credential: Credential, parentKey: string): void {
    let parent = this.credentials.get(parentKey)
    if (parent === undefined) this.credentials.set(parentKey, (parent = newCredential(parentKey)))
    if (credential.parent === parent) return
    credential.parent = parent
    credential.depth = Math.min(
      11,
      parent.depth + (parent.identity !== '' && parent.identity !== credential.identity ? 1 : 0),
    )
  }

  #end(id: string, at: number): void {
    let workload = this.workloads.get(id)
    if (workload === undefined) this.workloads.set(id, (workload = { ended: NEVER, kind: '', credentials: [] }))
    workload.ended = Math.min(workload.ended, at)
    for (const credential of workload.credentials) this.#judge(credential)
  }

  #judge(c: Credential): void {
    const ends = c.expires === 0 ? c.alive + DAY : c.expires
    const until = Math.min(ends, c.revoked)
    const power = c.privilege || 2
    if (c.workload !== null && c.workload.ended !== NEVER) this.#judgeEnded(c, until, power)
    if (c.depth >= 3 && until > c.born) this.#publish('C01', c, c.born, until, severityOf(power + c.depth - 3))
    const owner = this.owners.get(c.identity)
    if (owner !== undefined && owner.gone !== NEVER && Math.max(owner.gone + DAY, c.born) < until) {
      this.#publish('G01', c, Math.max(owner.gone, c.born), until, severityOf(power + bucketOf(ends - owner.gone)))
    }
  }

  #judgeEnded(c: Credential, until: number, power: number): void {
    const { ended, kind } = c.workload!
    const deadline = ended + (kind === 'vm' || kind === 'ci_job' ? 5 * MINUTE : MINUTE)
    const since = Math.max(ended, c.born)
    if (c.expires !== 0 && until > Math.max(deadline, c.born)) {
      const score = power + bucketOf(c.expires - since) + (c.used > deadline ? 3 : 0) - (c.used === 0 ? 2 : 0)
      this.#publish('L01', c, since, until, severityOf(score))
    }
    if (c.used > deadline)
      this.#publish('L02', c, since, Math.max(until, c.used), c.authorized > deadline ? 'high' : 'medium')
  }

  #publish(rule: string, c: Credential, since: number, until: number, severity: Severity): void {
    const key = `${rule}\0${c.key}`
    const known = this.findings.get(key)
    if (known !== undefined && known.since === since && known.until === until && known.severity === severity) return
    this.findings.set(key, { since, until, severity })
    this.changes++
  }
}

interface Workload {
  ended: number
  kind: string
  readonly credentials: Credential[]
}

interface Credential {
  readonly key: string
  born: number
  alive: number
  statedAt: number
  expires: number
  revoked: number
  used: number
  authorized: number
  identity: string
  privilege: number
  depth: number
  workload: Workload | null
  parent: Credential | null
}

function newCredential(key: string): Credential {
  return {
    key,
    born: NEVER,
    alive: 0,
    statedAt: 0,
    expires: 0,
    revoked: NEVER,
    used: 0,
    authorized: 0,
    identity: '',
    privilege: 0,
    depth: 0,
    workload: null,
    parent: null,
  }
}
