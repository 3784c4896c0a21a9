import { reporters, serviceAccounts } from '../cast.ts'
import { expected, issued, revoked, tokenFor, used, usedBy } from '../credentials.ts'
import type { Credential } from '../credentials.ts'
import { minute, second } from '../story.ts'
import type { FleetEvent, Scene, Story } from '../story.ts'
import { createStanding } from '../workloads.ts'

const propagation = 30 * second
const overhang = 60 * second

/** L03: a token is revoked, as somebody has lost it, and a verifier that never asks goes on to accept it. */
export function revokedInVain({ random, anchor }: Scene): Story {
  const token = tokenFor(random, createStanding(random.pick(serviceAccounts)))
  const expires = anchor + 20 * minute
  const use = anchor + random.between(35, 50) * second
  const events = [
    issued(token, { at: anchor - 25 * second, expires }),
    used(random, token, anchor - 20 * second),
    revoked(token, anchor, 'compromised'),
    usedBy(random, reporters.gateway, token, use),
  ]
  const interval = { appears: anchor + propagation, since: anchor, until: expires, committed: use }
  return { events, expected: [expected('L03', token, interval)] }
}

/** C04: a token of half a minute is exchanged for one of twenty, for the same service. */
export function exchangedForLonger({ random, anchor }: Scene): Story {
  const [parent, child] = family({ random })
  const [short, long] = [anchor + 30 * second, anchor + 20 * minute]
  const events = [
    issued(parent, { at: anchor, expires: short }),
    exchanged(child, parent, anchor + second, long),
    used(random, child, anchor + 2 * second),
  ]
  const interval = { appears: short + overhang, since: short, until: long, committed: anchor + second }
  return { events, expected: [expected('C04', child, interval)] }
}

/** C05: a token is revoked, and what was made from it is not. */
export function survivingChild({ random, anchor }: Scene): Story {
  const [parent, child] = family({ random })
  const expires = anchor + 18 * minute
  const events = [
    issued(parent, { at: anchor - 20 * second, expires: expires + minute }),
    exchanged(child, parent, anchor - 15 * second, expires),
    used(random, child, anchor - 10 * second),
    revoked(parent, anchor, 'compromised'),
  ]
  const interval = { appears: anchor + propagation, since: anchor, until: expires, committed: anchor }
  return { events, expected: [expected('C05', child, interval)] }
}

/** Well-behaved: what was made from a token is revoked with it, within half a minute, and refused from then on. */
export function revokedTogether({ random, anchor }: Scene): Story {
  const [parent, child] = family({ random })
  const expires = anchor + 18 * minute
  const events = [
    issued(parent, { at: anchor - 20 * second, expires }),
    exchanged(child, parent, anchor - 15 * second, expires),
    revoked(parent, anchor, 'compromised'),
    revoked(child, anchor + 20 * second, 'compromised'),
    usedBy(random, reporters.gateway, child, anchor + 2 * minute, 'revoked'),
  ]
  return { events, expected: [] }
}

/** Two tokens of one standing service. */
function family({ random }: Pick<Scene, 'random'>): [parent: Credential, child: Credential] {
  const service = createStanding(random.pick(serviceAccounts))
  return [tokenFor(random, service), tokenFor(random, service)]
}

function exchanged(child: Credential, parent: Credential, at: number, expires: number): FleetEvent {
  return issued(child, { at, expires, parent, delegation: 'exchange' })
}
