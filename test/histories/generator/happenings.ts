import { KINDS, LIVES, LONG_LIVES, STEPS, USES, type NamedCredential } from './small-world.ts'
import type { Story } from './story.ts'

interface Issuance {
  readonly credential?: NamedCredential | undefined
  readonly parent?: NamedCredential | undefined
  readonly workload?: string | undefined
  readonly identity?: string | undefined
  readonly lives?: readonly number[]
  readonly at?: number
}

/** A credential is issued; what the caller leaves open is drawn. */
export function issued(story: Story, { lives = LIVES, ...said }: Issuance = {}): void {
  const { random } = story
  const { issuer, name } = said.credential ?? story.toIssue()
  story.issued.add(name)
  const at = said.at ?? story.moment()
  const parent = said.parent ?? random.maybe(0.35, ...story.credentials)
  const workload = said.workload ?? random.maybe(0.6, ...story.workloads)
  const identity = said.identity ?? random.maybe(0.75, ...story.identities)
  const expires = !(story.isStatic(name) && random.chance(0.6))
  story.record({
    type: 'credential.issued',
    at,
    credential: name,
    issuer,
    credential_kind: story.kind(name),
    ok: random.maybe(0.03, false),
    workload,
    workload_kind: workload && random.maybe(0.3, ...KINDS),
    identity,
    platform: identity === undefined ? undefined : random.maybe(0.06, true),
    parent: parent?.name,
    parent_issuer: parent?.issuer,
    delegation: parent && random.maybe(0.3, 'mint', 'exchange', 'assume_role', 'login'),
    not_after: expires ? story.expiry(at, lives) : undefined,
    privilege: random.maybe(0.8, 'read', 'read', 'write', 'admin'),
    renewable: random.maybe(0.4, true, true, false),
    revocable: random.maybe(0.4, true, false),
    production: random.maybe(0.4, true, true, false),
  })
}

export function renewed(story: Story): void {
  const { issuer, name } = story.random.pick(story.credentials)
  const at = story.moment()
  const ok = story.random.maybe(0.08, false)
  const not_after = story.expiry(at)
  story.record({
    type: 'credential.renewed',
    at,
    credential: name,
    issuer,
    credential_kind: story.kind(name),
    ok,
    not_after,
  })
}

/** A credential is used, any of them at any moment where the caller leaves it open. */
export function used(story: Story, credential = story.random.pick(story.credentials), at = story.moment()): void {
  const { random } = story
  const { issuer, name } = credential
  const workload = random.maybe(0.2, ...story.workloads)
  story.record({
    type: 'credential.used',
    at,
    credential: name,
    issuer,
    credential_kind: story.kind(name),
    outcome: random.pick(USES),
    identity: random.maybe(0.12, ...story.identities),
    workload,
    workload_kind: workload && random.maybe(0.4, ...KINDS),
  })
}

export function revoked(story: Story, credential = story.random.pick(story.credentials), at = story.moment()): void {
  const { issuer, name } = credential
  story.record({
    type: 'credential.revoked',
    at,
    credential: name,
    issuer,
    credential_kind: story.kind(name),
    ok: story.random.chance(0.75),
    workload: story.random.maybe(0.25, ...story.workloads),
  })
}

/** A start says no more than the kind: it clears nothing. */
export function started(story: Story, workload = story.random.pick(story.workloads)): void {
  story.record({
    type: 'workload.started',
    at: story.moment(),
    workload,
    workload_kind: story.random.maybe(0.7, ...KINDS),
  })
}

export function ended(story: Story, workload = story.random.pick(story.workloads), at = story.moment()): void {
  story.record({
    type: 'workload.ended',
    at,
    workload,
    workload_kind: story.random.maybe(0.5, ...KINDS),
  })
}

interface Assignment {
  readonly identity?: string
  readonly owner?: string
  readonly at?: number
  /** null: not said. */
  readonly until?: number | null
}

/** An owner is assigned; now and then nobody, which ends the assignment of whichever stands. */
export function assigned(story: Story, said: Assignment = {}): void {
  const { random } = story
  const at = said.at ?? story.moment()
  const until = said.until === undefined ? untilOf(story, at) : (said.until ?? undefined)
  const identity = said.identity ?? random.pick(story.identities)
  const owner = random.chance(0.08) ? null : (said.owner ?? random.pick(story.owners))
  story.record({ type: 'owner.assigned', at, identity, until, owner })
}

function untilOf(story: Story, at: number): number | undefined {
  if (!story.random.chance(0.3)) return undefined
  return story.moment(story.random.chance(0.5) ? at : story.random.pick(story.moments), LONG_LIVES)
}

export function departed(story: Story, owner = story.random.pick(story.owners), at = story.moment()): void {
  story.record({ type: 'owner.departed', at, owner })
}

export function returned(story: Story, owner = story.random.pick(story.owners), steps = STEPS): void {
  story.record({ type: 'owner.returned', at: story.moment(undefined, steps), owner })
}

export function ownership(story: Story): void {
  const happening = story.random.weighted<(story: Story) => void>([
    [4, assigned],
    [3, departed],
    [2, returned],
  ])
  happening(story)
}
