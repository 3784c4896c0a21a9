import { reporters, tools, users, webConsole } from '../cast.ts'
import { createCredential, expected, issued, revoked, tokenFor, usedBy } from '../credentials.ts'
import type { Credential } from '../credentials.ts'
import { minute, second } from '../story.ts'
import type { Expected, FleetEvent, Scene, Story } from '../story.ts'
import { createAgent, createStanding, ended, started } from '../workloads.ts'
import type { Workload } from '../workloads.ts'

const pause = 700

/** Well-behaved: a user's token, the agent's, one tool's: two hops. */
export const settledAgent = (scene: Scene): Story => chain(scene, 1)

/** C01: three hops, each of another principal: one finding. */
export const threeHops = (scene: Scene): Story => chain(scene, 2)

/** C01: four hops: the third token is a finding, and so is the fourth. */
export const fourHops = (scene: Scene): Story => chain(scene, 3)

/** The anchor is when the user signs in. Root, agent and first tool are depth 0 to 2; whatever follows is found from its birth to its end. */
function chain(scene: Scene, toolCount: number): Story {
  const agent = createAgent(scene.random)
  const { events, tokens } = conversation(scene, agent, [agent, ...tools.slice(0, toolCount).map(createStanding)])
  return { events, expected: tokens.slice(2).map(found) }
}

function found({ token, born, until }: Hop): Expected {
  return expected('C01', token, { appears: born, since: born, until, committed: born })
}

/** Well-behaved: an agent narrows its own token for each call, four times over; it stays one principal. */
export function narrowedToken(scene: Scene): Story {
  const agent = createAgent(scene.random)
  return { events: conversation(scene, agent, [agent, agent, agent, agent, agent]).events, expected: [] }
}

/** One token of the chain, from its birth to its revocation. */
interface Hop {
  readonly token: Credential
  readonly parent: Credential
  readonly actors: string[]
  readonly born: number
  readonly expires: number
  readonly until: number
}

/** The user signs in, the token is exchanged hop by hop and each one used; then all is taken back, the last first. */
function conversation({ random, anchor }: Scene, agent: Workload, holders: readonly Workload[]) {
  const root = createCredential(random, 'idToken', {
    identity: random.pick(users),
    workload: createStanding(webConsole),
  })
  const tokens: Hop[] = []
  const over = anchor + (holders.length + 2) * pause
  for (const [hop, holder] of holders.entries()) {
    const before = tokens[hop - 1]
    tokens.push({
      token: tokenFor(random, holder),
      parent: before?.token ?? root,
      actors: holders
        .slice(0, hop)
        .map((actor) => actor.identity)
        .toReversed(),
      born: anchor + (hop + 1) * pause,
      expires: anchor + (59 - hop) * minute,
      until: over + (holders.length - hop) * 150,
    })
  }
  const events: FleetEvent[] = [
    started(agent, anchor - 2 * second),
    issued(root, { at: anchor, expires: anchor + 60 * minute }),
    ...tokens.map(exchanged),
    ...tokens.map(({ token, born }) => usedBy(random, reporters.gateway, token, born + pause / 2)),
    ...tokens.map(({ token, until }) => revoked(token, until, 'workload_ended')),
    ended(agent, over + 2 * second),
  ]
  return { events, tokens }
}

function exchanged({ token, parent, actors, born, expires }: Hop): FleetEvent {
  const scopes = ['orders:read', 'tickets:write']
  const attributes = { 'credential.actors': actors, 'credential.scopes': scopes, 'credential.privilege': 'write' }
  return issued(token, { at: born, expires, parent, delegation: 'exchange', attributes })
}
