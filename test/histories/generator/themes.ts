import { DAY, HOUR, MINUTE, SECOND } from '../../../schemas/time.ts'
import {
  assigned,
  departed,
  ended,
  issued,
  ownership,
  renewed,
  returned,
  revoked,
  started,
  used,
} from './happenings.ts'
import { CASCADING, CREDENTIALS, IDENTITIES, LIVES, LONG_LIVES, OWNERS, STATIC, USES } from './small-world.ts'
import type { Saying, Story } from './story.ts'

/** What a history is mostly about. */
export type Theme = (story: Story) => void

const ANYTHING: readonly (readonly [number, Theme])[] = [
  [5, issued],
  [2, renewed],
  [5, used],
  [2, revoked],
  [3, ended],
  [2, started],
]

function anything(story: Story): void {
  story.random.weighted<Theme>(story.talksOfOwners ? [...ANYTHING, [4, ownership]] : ANYTHING)(story)
}

function noise(story: Story, most: number): void {
  for (let left = story.random.between(0, most); left > 0; left--) anything(story)
}

function mixed(story: Story): void {
  for (let left = story.random.between(2, 20); left > 0; left--) anything(story)
}

function withoutOwnership(story: Story): void {
  story.talksOfOwners = false
  noise(story, 12)
  issued(story, { identity: story.identities[0] })
}

function workloadEnds(story: Story): void {
  issued(story, { workload: story.random.pick(story.workloads) })
  ended(story)
  for (let left = story.random.between(0, 3); left > 0; left--) used(story)
  noise(story, 5)
}

/** Uses around the moment at which they are no longer forgiven. */
function lateUses(story: Story): void {
  const [workload, credential] = [story.workloads[0], story.credentials[0]]
  const end = story.moment()
  issued(story, { credential, workload })
  ended(story, workload, end)
  for (let left = story.random.between(1, 4); left > 0; left--) {
    used(story, credential, story.moment(end, [0, MINUTE, MINUTE, 5 * MINUTE, 5 * MINUTE]))
  }
  noise(story, 2)
}

/** A credential of several workloads, of whose kinds their starts alone may speak; one of them ends, and others go on. */
export function severalWorkloads(story: Story): void {
  const [credential] = story.credentials
  for (const workload of story.workloads) {
    issued(story, { credential, workload, lives: LONG_LIVES })
    started(story, workload)
  }
  ended(story)
  noise(story, 2)
}

/** Where a credential belongs, and of what kind it is, is said by other records than its issuance. */
function hearsay(story: Story): void {
  const { random } = story
  const [workload, { name, issuer }] = [story.workloads[0]!, story.credentials[0]!]
  const at = story.moment()
  const named = { credential: name, issuer }
  story.record({ type: 'credential.issued', at, ...named, not_after: random.maybe(0.5, at + DAY) })
  const said = { ...named, at: at + MINUTE, workload, credential_kind: random.maybe(0.5, ...STATIC) }
  const outcome = random.pick(USES)
  const ok = random.chance(0.5)
  story.record(
    random.pick<Saying>([
      { type: 'credential.used', outcome, ...said },
      { type: 'credential.used', outcome: 'allowed', ...said },
      { type: 'credential.revoked', ok: false, ...said },
      { type: 'credential.renewed', ok, ...said },
    ]),
  )
  if (random.chance(0.5)) started(story)
  ended(story, workload, story.moment(at, [HOUR]))
  noise(story, 2)
}

/** A short chain of which something is revoked, and often that or the last of it used when everybody should know. */
function revocation(story: Story): void {
  story.credentials.forEach((credential, n) => issued(story, { credential, parent: story.credentials[n - 1] }))
  const [gone, at] = [story.random.pick(story.credentials), story.moment()]
  revoked(story, gone, at)
  if (story.random.chance(0.6))
    used(story, story.random.pick([gone, story.credentials.at(-1)!]), story.moment(at, [30 * SECOND]))
  for (let left = story.random.between(0, 3); left > 0; left--) used(story)
  noise(story, 5)
}

/** The same where the issuer cascades, at whose end a workload ends; now and then the chain leads over another issuer. */
function cascade(story: Story): void {
  const credentials = CASCADING.slice(0, story.random.pick([2, 3, 3]))
  if (story.random.chance(0.5)) {
    credentials.splice(story.random.between(0, 2), 0, story.random.pick(CREDENTIALS.slice(0, 2)))
  }
  story.credentials = credentials
  if (story.random.chance(0.5)) {
    issued(story, { credential: credentials.at(-1), workload: story.workloads[0] })
    ended(story)
  }
  revocation(story)
}

/** Up to 12 hops, sometimes closed to a cycle; principals change, stay or are unknown. */
function chain(story: Story): void {
  const { random } = story
  const links = random.sample(CREDENTIALS, random.pick([4, 4, 5, 5, 6, 7, 8, 10, 12]))
  story.credentials = random.sample(links, 3)
  story.identities = IDENTITIES.slice(0, random.pick([1, 2, 3, 4]))
  const drawn = random.chance(0.3)
  links.slice(1).forEach((credential, n) => {
    const principal = drawn ? random.pick(IDENTITIES) : IDENTITIES[n % 2]
    issued(story, { credential, parent: links[n], identity: random.chance(0.1) ? undefined : principal })
  })
  if (random.chance(0.25)) issued(story, { credential: links[0], parent: random.pick(links.slice(1)) })
  noise(story, 5)
}

/** The same, where two principals are claimed of the first link, whose own parent is never seen and named late. */
function contestedChain(story: Story): void {
  const [root, unseen, ...links] = story.random.sample(CREDENTIALS, 5)
  story.talksOfOwners = false
  story.credentials = [root!]
  for (const identity of IDENTITIES.slice(0, 2)) issued(story, { credential: root, identity })
  issued(story, { credential: root, parent: unseen, identity: IDENTITIES[0] })
  let parent = root
  links.forEach((credential, n) => {
    issued(story, { credential, parent, identity: IDENTITIES[n % 2] })
    parent = credential
  })
  noise(story, 2)
}

function owners(story: Story): void {
  const identity = story.random.pick(story.identities)
  issued(story, { identity, lives: LONG_LIVES })
  assigned(story, { identity })
  for (let left = story.random.between(1, 5); left > 0; left--) ownership(story)
  noise(story, 5)
}

/** A credential around the moments at which its owner left and at which that is no longer forgiven, which ends soon after. */
function orphan(story: Story): void {
  const { random } = story
  const [identity, owner, credential] = [story.identities[0]!, story.owners[0]!, story.credentials[0]]
  const gone = story.moment()
  assigned(story, { identity, owner, at: gone - random.pick([1, 2]) * DAY, until: null })
  departed(story, owner, gone)
  const born = story.moment(gone, [0, 0, DAY, 2 * DAY])
  issued(story, { credential, identity, at: born, lives: LONG_LIVES })
  if (random.chance(0.6)) used(story, credential, story.moment(gone, [0, 0, DAY]))
  if (random.chance(0.6)) revoked(story, credential, story.moment(random.pick([born, gone + DAY])))
  noise(story, 2)
}

/** One owner after another: with a gap, with an overlap, or at one instant. */
function handOver(story: Story): void {
  const { random } = story
  const identity = random.pick(story.identities)
  issued(story, { identity, lives: [30 * DAY] })
  let at = story.moment()
  for (let left = random.between(2, 4); left > 0; left--) {
    const until = story.moment(at, LONG_LIVES)
    assigned(story, { identity, at, until: random.chance(0.8) ? until : null })
    at = random.chance(0.5) ? until : story.moment(until, LIVES)
  }
  noise(story, 5)
}

/** Two issuances of one credential name two identities, each with an owner of its own, who leaves. */
function contestedIdentity(story: Story): void {
  story.identities = IDENTITIES.slice(0, 2)
  const credential = story.credentials[0]
  story.identities.forEach((identity, n) => {
    const owner = OWNERS[n]!
    issued(story, { credential, identity, lives: LONG_LIVES })
    assigned(story, { identity, owner })
    departed(story, owner)
    if (story.random.chance(0.5)) returned(story, owner, LONG_LIVES)
  })
  for (let left = story.random.between(0, 2); left > 0; left--) ownership(story)
  noise(story, 4)
}

/** More changes of an owner, or of a presence, than are kept. */
function longTimeline(story: Story): void {
  const { random } = story
  story.identities = story.identities.slice(0, 1)
  story.owners = story.owners.slice(0, 2)
  issued(story, { identity: story.identities[0], lives: [30 * DAY] })
  assigned(story)
  departed(story)
  const [often, seldom] = random.pick<[Theme, Theme]>([
    [assigned, returned],
    [departed, returned],
    [ownership, ownership],
  ])
  for (let left = random.between(14, 26); left > 0; left--) random.pick([often, often, often, often, seldom])(story)
  noise(story, 4)
}

/** What a history is mostly about, and how often. */
export const THEMES: readonly (readonly [weight: number, theme: Theme])[] = [
  [20, mixed],
  [4, withoutOwnership],
  [25, workloadEnds],
  [8, lateUses],
  [6, hearsay],
  [10, revocation],
  [8, cascade],
  [14, chain],
  [6, contestedChain],
  [15, owners],
  [8, orphan],
  [8, handOver],
  [13, contestedIdentity],
  [6, longTimeline],
]
