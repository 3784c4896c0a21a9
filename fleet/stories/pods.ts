import { reporters } from '../cast.ts'
import { createCredential, issued, renewed, revoked, tokenFor, used, usedBy } from '../credentials.ts'
import type { Credential } from '../credentials.ts'
import { hour, lifetime, minute, moments, second } from '../story.ts'
import type { FleetEvent, Scene, Story } from '../story.ts'
import { createMachine, createPod, ended, endedItself, started } from '../workloads.ts'
import type { Workload } from '../workloads.ts'

/** A workload's ordinary days until its end, the anchor: begun, given a token, at work. The token's end is left to the story. */
export function working(scene: Scene, workload: Workload, token: Credential, expires?: number): FleetEvent[] {
  const { random, anchor } = scene
  const begins = anchor - lifetime(scene, 5 * minute, 20 * minute)
  const born = begins + random.between(200, 900)
  const privilege = random.pick(['read', 'read', 'write', 'admin'])
  const attributes = { 'credential.audience': ['internal.example'], 'credential.privilege': privilege }
  const uses = moments(random, random.between(3, 7), born + second, anchor - 2 * second)
  return [
    started(workload, begins),
    issued(token, { at: born, attributes, ...(expires !== undefined && { expires }) }),
    ...uses.map((at) =>
      used(random, token, at, random.chance(0.06) ? random.pick(['access_denied', 'throttled']) : undefined),
    ),
  ]
}

/** Well-behaved: the token is revoked on the way out (or, in history, by a controller just after). */
export function settledPod(scene: Scene): Story {
  const { random, anchor, live } = scene
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const afterwards = !live && random.chance(0.3)
  const at = afterwards ? anchor + random.between(second, 25 * second) : anchor - random.between(200, 900)
  const events = [
    ...working(scene, pod, token, anchor + hour),
    revoked(token, at, 'workload_ended'),
    ended(pod, anchor),
  ]
  return { events: random.chance(0.4) ? [...events, endedItself(pod, anchor)] : events, expected: [] }
}

/** Well-behaved: goes on running, and renews its token each quarter of an hour. */
export function standingPod({ random, anchor }: Scene): Story {
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const begins = anchor - 45 * minute
  const turns = [0, 15, 30].map((after) => begins + after * minute)
  const events = turns.flatMap((at, turn) => [
    turn === 0 ? issued(token, { at, expires: at + 20 * minute }) : renewed(token, at, at + 20 * minute),
    ...moments(random, 3, at, at + 15 * minute).map((moment) => used(random, token, moment)),
  ])
  return { events: [started(pod, begins - second), ...events], expected: [] }
}

/** Well-behaved: someone tries the token after its pod's end, and is refused, because it was revoked. */
export function refusedAfterwards(scene: Scene): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const tries = [90, 130].map((after) => usedBy(random, reporters.gateway, token, anchor + after * second, 'revoked'))
  return {
    events: [
      ...working(scene, pod, token, anchor + hour),
      revoked(token, anchor - 400, 'workload_ended'),
      ended(pod, anchor),
      ...tries,
    ],
    expected: [],
  }
}

/** Well-behaved: a machine has five minutes of grace, uses three of them, and its key session is ended within the fifth. */
export function machineInGrace(scene: Scene): Story {
  const { random, anchor } = scene
  const machine = createMachine(random)
  const token = tokenFor(random, machine)
  const last = [60, 180].map((after) => used(random, token, anchor + after * second))
  const events = [...working(scene, machine, token, anchor + hour), ended(machine, anchor, 'deleted'), ...last]
  return { events: [...events, revoked(token, anchor + 280 * second, 'workload_ended')], expected: [] }
}

/** Well-behaved: the lease of a Vault token lasts another hour on paper, and ends with its token, which is revoked. */
export function vaultedPod(scene: Scene): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const holder = { identity: pod.identity, workload: pod }
  const token = createCredential(random, 'vaultToken', holder)
  const lease = createCredential(random, 'lease', holder)
  const begins = anchor - lifetime(scene, 6 * minute, 18 * minute)
  const expires = anchor + hour
  const events = [
    started(pod, begins),
    issued(token, { at: begins + 300, expires, attributes: { 'credential.renewable': true } }),
    issued(lease, {
      at: begins + 800,
      expires,
      parent: token,
      delegation: 'mint',
      attributes: { 'credential.privilege': 'read' },
    }),
    ...moments(random, 4, begins + second, anchor - 2 * second).map((at) => used(random, lease, at)),
    revoked(token, anchor - 500, 'workload_ended'),
    ended(pod, anchor),
  ]
  return { events, expected: [] }
}
