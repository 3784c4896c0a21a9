import { aws, ownIdentity, platformRole, serviceAccounts, somebody, teams } from '../cast.ts'
import { createCredential, expected, issued, tokenFor, used } from '../credentials.ts'
import type { Credential } from '../credentials.ts'
import { assigned, departed, returned } from '../owners.ts'
import { day, haste, hour, minute, moments, second } from '../story.ts'
import type { Expected, FleetEvent, Interval, Scene, Story } from '../story.ts'
import { createPod, started } from '../workloads.ts'

const ownerGrace = day
const jobs = ['nightly-export', 'ledger-sync', 'report-mailer', 'price-import'] as const

/** A pod of an identity of its own gets a token at the anchor, for half an hour, and goes on running. */
function tokenOf(scene: Scene, identity: string) {
  const { random, anchor } = scene
  const pod = createPod(random, { ...random.pick(serviceAccounts), identity })
  const token = tokenFor(random, pod)
  const expires = anchor + 30 * minute
  const uses = moments(random, 2, anchor + second, anchor + 20 * second).map((at) => used(random, token, at))
  const events = [started(pod, anchor - 800), issued(token, { at: anchor, expires }), ...uses]
  return { token, expires, events }
}

/** G01: who answered for it left three days ago, and it still gets tokens. */
export function orphanedToken(scene: Scene): Story {
  const { random, anchor } = scene
  const owner = somebody(random)
  const identity = ownIdentity(random, 'legacy', jobs)
  const { token, expires, events } = tokenOf(scene, identity)
  const facts = [assigned(identity, owner, anchor - 40 * day), departed(owner, anchor - 3 * day)]
  return {
    events: [...facts, ...events],
    expected: [orphaned(token, { appears: anchor, since: anchor, until: expires, committed: anchor })],
  }
}

/** G01: a contractor's assignment ended two days ago, and nobody took over. */
export function endedAssignment(scene: Scene): Story {
  const { random, anchor } = scene
  const identity = ownIdentity(random, 'contract', jobs)
  const { token, expires, events } = tokenOf(scene, identity)
  const fact = assigned(identity, somebody(random), anchor - 90 * day, anchor - 2 * day)
  return {
    events: [fact, ...events],
    expected: [orphaned(token, { appears: anchor, since: anchor, until: expires, committed: anchor })],
  }
}

/** G01 since days, and for good: the static key of somebody's script outlives their departure. */
export function orphanedKey(scene: Scene): Story {
  const { events, key, gone } = scriptKey(scene)
  return {
    events,
    expected: [orphaned(key, { appears: gone + ownerGrace, since: gone, until: null, committed: scene.anchor })],
  }
}

/** G01, closed again: a team takes the key over some minutes after the anchor. */
export function adoptedKey(scene: Scene): Story {
  const { events, key, gone, identity } = scriptKey(scene)
  const adopted = scene.anchor + Math.round((20 * minute) / (scene.live ? haste : 1))
  const found = orphaned(key, { appears: gone + ownerGrace, since: gone, until: adopted, committed: scene.anchor })
  return { events: [...events, assigned(identity, scene.random.pick(teams), adopted)], expected: [found] }
}

function scriptKey({ random, anchor }: Scene) {
  const owner = somebody(random)
  const identity = `${aws.said.replace(':root', '')}:user/${random.pick(jobs)}-${random.hex(6)}`
  const key = createCredential(random, 'accessKey', { identity })
  const gone = anchor - 3 * day
  const events = [
    assigned(identity, owner, anchor - 40 * day),
    issued(key, { at: anchor - 20 * day, attributes: { 'credential.privilege': 'admin' } }),
    used(random, key, anchor - 4 * day),
    departed(owner, gone),
    used(random, key, anchor),
  ]
  return { events, key, gone, identity }
}

function orphaned(token: Credential, interval: Interval): Expected {
  return expected('G01', token, interval)
}

/** Well-behaved: who answered for it leaves, and a team takes over two hours later. */
export function handedOver(scene: Scene): Story {
  const { random, anchor } = scene
  const owner = somebody(random)
  const identity = ownIdentity(random, 'handover', jobs)
  const left = anchor - 3 * day
  const facts = [
    assigned(identity, owner, anchor - 40 * day),
    departed(owner, left),
    assigned(identity, random.pick(teams), left + 2 * hour),
  ]
  return { events: [...facts, ...tokenOf(scene, identity).events], expected: [] }
}

/** Well-behaved: somebody is marked as gone, and is back within the day. */
export function shortLeave(scene: Scene): Story {
  const { random, anchor } = scene
  const owner = somebody(random)
  const identity = ownIdentity(random, 'leave', jobs)
  const facts = [
    assigned(identity, owner, anchor - 40 * day),
    departed(owner, anchor - 40 * hour),
    returned(owner, anchor - 20 * hour),
  ]
  return { events: [...facts, ...tokenOf(scene, identity).events], expected: [] }
}

/** G02: nobody ever said who answers for it. */
export function nobodysIdentity(scene: Scene): Story {
  const identity = ownIdentity(scene.random, 'shadow', jobs)
  return { events: tokenOf(scene, identity).events, expected: [unowned(identity, scene.anchor, null)] }
}

/** G02, closed again: a team is named a quarter of an hour after the first token. */
export function lateOwner(scene: Scene): Story {
  const { random, anchor, live } = scene
  const identity = ownIdentity(random, 'adopted', jobs)
  const named = anchor + Math.round((15 * minute) / (live ? haste : 1))
  const events: FleetEvent[] = [...tokenOf(scene, identity).events, assigned(identity, random.pick(teams), named)]
  return { events, expected: [unowned(identity, anchor, named)] }
}

function unowned(id: string, first: number, until: number | null): Expected {
  return {
    rule: 'G02',
    subject: { kind: 'identity', issuer: null, id },
    appears: first,
    since: first,
    until,
    committed: first,
  }
}

/** Well-behaved: the cloud's own role, which nobody is asked to own. */
export function platformIdentity({ random, anchor }: Scene): Story {
  const session = createCredential(random, 'session', { identity: platformRole })
  const terms = { at: anchor, expires: anchor + hour, attributes: { 'identity.platform': true } }
  return { events: [issued(session, terms), used(random, session, anchor + 5 * second)], expected: [] }
}

/** Well-behaved: somebody asks for a token of an identity that nobody knows, and gets none. */
export function refusedIssuance({ random, anchor }: Scene): Story {
  const identity = ownIdentity(random, 'unknown', jobs)
  const pod = createPod(random, { ...random.pick(serviceAccounts), identity })
  const event = issued(tokenFor(random, pod), { at: anchor, expires: anchor + hour, failure: 'access_denied' })
  return { events: [started(pod, anchor - 800), event], expected: [] }
}
