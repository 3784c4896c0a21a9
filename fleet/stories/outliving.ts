import { ownIdentity, repositories, reporters } from '../cast.ts'
import { createCredential, expected, issued, revoked, tokenFor, used, usedBy } from '../credentials.ts'
import type { Credential } from '../credentials.ts'
import { assigned } from '../owners.ts'
import { day, hour, lifetime, minute, moments, second } from '../story.ts'
import type { Expected, FleetEvent, Scene, Story } from '../story.ts'
import { createInvocation, createJob, createPod, createPreview, ended, started } from '../workloads.ts'
import { working } from './pods.ts'

const grace = 60 * second
const longGrace = 300 * second

/** L01 by design: the workload ended at the anchor, and the credential goes on until its own end. */
function outlives(token: Credential, anchor: number, until: number | null, wait = grace): Expected {
  return expected('L01', token, { appears: anchor + wait, since: anchor, until, committed: anchor })
}

/** L01: nobody revokes the pod's token; it is good for the rest of its hour. */
export function outlivedPod(scene: Scene): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const expires = anchor + random.between(30, 110) * minute
  const events = [
    ...working(scene, pod, token, expires),
    ended(pod, anchor, random.pick(['completed', 'evicted', 'crashed'])),
  ]
  return { events, expected: [outlives(token, anchor, expires)] }
}

/** L01: the revocation is asked for, and fails. */
export function failedRevocation(scene: Scene): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const expires = anchor + 45 * minute
  const inVain = revoked(token, anchor - 600, 'workload_ended', 'timeout')
  return {
    events: [...working(scene, pod, token, expires), inVain, ended(pod, anchor)],
    expected: [outlives(token, anchor, expires)],
  }
}

/** L01, closed again: a sweep revokes the token a quarter of an hour late. */
export function lateRevocation(scene: Scene): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const swept = anchor + random.between(10 * minute, 20 * minute)
  const events = [...working(scene, pod, token, anchor + 2 * hour), ended(pod, anchor), revoked(token, swept, 'policy')]
  return { events, expected: [outlives(token, anchor, swept)] }
}

/** L01: a job's cloud session lasts an hour, the job some minutes. */
export function outlivedJob(scene: Scene): Story {
  const { anchor } = scene
  const expires = anchor + 50 * minute
  const { events, session } = jobAtWork(scene, expires)
  return { events, expected: [outlives(session, anchor, expires, longGrace)] }
}

/** Well-behaved: the session ends within the five minutes that a job's credentials have. */
export function settledJob(scene: Scene): Story {
  return { events: jobAtWork(scene, scene.anchor + scene.random.between(60, 240) * second).events, expected: [] }
}

function jobAtWork(scene: Scene, expires: number): { events: FleetEvent[]; session: Credential } {
  const { random, anchor } = scene
  const repository = random.pick(repositories)
  const job = createJob(random, repository)
  const begins = anchor - lifetime(scene, 6 * minute, 14 * minute)
  const token = createCredential(random, 'jobToken', { identity: repository.identity, workload: job })
  const session = createCredential(random, 'session', { identity: repository.role, workload: job })
  const events = [
    started(job, begins),
    issued(token, { at: begins + 700, expires: anchor + 30 * second }),
    used(random, token, begins + 1100),
    issued(session, {
      at: begins + 1400,
      expires,
      parent: token,
      delegation: 'login',
      attributes: { 'credential.privilege': 'write' },
    }),
    ...moments(random, 4, begins + 2 * second, anchor - second).map((at) => used(random, session, at)),
    ended(job, anchor, random.pick(['completed', 'completed', 'failed'])),
  ]
  return { events, session }
}

/** Well-behaved: an invocation's token is good for less than its grace. */
export function settledInvocation(scene: Scene): Story {
  return { events: invocation(scene, 45 * second).events, expected: [] }
}

/** L01: an invocation of some seconds is given a token for an hour. */
export function outlivedInvocation(scene: Scene): Story {
  const { events, token, expires } = invocation(scene, hour)
  return { events, expected: [outlives(token, scene.anchor, expires)] }
}

function invocation({ random, anchor }: Scene, validity: number) {
  const run = createInvocation(random)
  const token = tokenFor(random, run)
  const begins = anchor - random.between(400, 8000)
  const expires = begins + 80 + validity
  const use = used(random, token, begins + 200)
  return {
    token,
    expires,
    events: [started(run, begins), issued(token, { at: begins + 80, expires }), use, ended(run, anchor)],
  }
}

/** L01 without end: a static key is left behind by a preview environment. */
export function leftBehindKey(scene: Scene): Story {
  const { random, anchor } = scene
  const identity = ownIdentity(random, 'previews', ['pr-runner', 'pr-seed'])
  const preview = createPreview(random, identity)
  const token = createCredential(random, 'apiKey', { identity, workload: preview })
  const owned = assigned(identity, 'team-platform', anchor - 9 * day)
  return {
    events: [owned, ...working(scene, preview, token), ended(preview, anchor, 'deleted')],
    expected: [outlives(token, anchor, null)],
  }
}

/** When somebody uses what is left: after any grace, and soon enough to be seen where it is played live. */
const later = ({ random, live }: Scene) =>
  live ? random.between(70, 110) * second : random.between(2 * minute, 20 * minute)

/** L01 and L02: the token of a pod that is gone is used from elsewhere; with a failure, without getting anything. */
function usedAfterwards(scene: Scene, failure?: string): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const token = tokenFor(random, pod)
  const expires = anchor + random.between(40, 100) * minute
  const use = anchor + later(scene)
  const events = [
    ...working(scene, pod, token, expires),
    ended(pod, anchor),
    usedBy(random, reporters.gateway, token, use, failure),
  ]
  const late = expected('L02', token, { appears: anchor + grace, since: anchor, until: expires, committed: use })
  return { events, expected: [outlives(token, anchor, expires), late] }
}

/** L01 and L02: a stolen token works. */
export const stolenToken = (scene: Scene): Story => usedAfterwards(scene)

/** L01 and L02: a stolen token is accepted, and what it asks for is denied. */
export const deniedToken = (scene: Scene): Story => usedAfterwards(scene, 'access_denied')

/** L02 alone: of a cluster's token nobody says when it ends; used after its pod's end, it counts for a day from there. */
export function clusterToken(scene: Scene): Story {
  const { random, anchor } = scene
  const pod = createPod(random)
  const token = createCredential(random, 'podToken', { identity: pod.identity, workload: pod })
  const use = anchor + later(scene)
  const events = [
    ...working(scene, pod, token),
    ended(pod, anchor, 'evicted'),
    usedBy(random, reporters.gateway, token, use),
  ]
  return {
    events,
    expected: [expected('L02', token, { appears: anchor + grace, since: anchor, until: use + day, committed: use })],
  }
}
