import { identities, reporters, teams } from './cast.ts'
import type { Random } from './random.ts'
import { day, hour } from './story.ts'
import type { FleetEvent } from './story.ts'

/** Somebody answers for an identity from then on; until a moment, if one is given. */
export function assigned(identity: string, owner: string, at: number, until?: number): FleetEvent {
  const kind = owner.startsWith('team-') ? 'team' : 'person'
  const attributes = {
    'owner.id': owner,
    'owner.kind': kind,
    'owner.subject': identity,
    ...(until !== undefined && { 'owner.until': new Date(until).toISOString() }),
  }
  return { at, from: reporters.idp, carrier: 'log', name: 'owner.assigned', attributes }
}

/** Somebody has left. */
export const departed = (owner: string, at: number): FleetEvent => presence('owner.departed', owner, at)

/** Somebody is back. */
export const returned = (owner: string, at: number): FleetEvent => presence('owner.returned', owner, at)

function presence(name: string, owner: string, at: number): FleetEvent {
  return { at, from: reporters.hr, carrier: 'span', name, attributes: { 'owner.id': owner, 'owner.kind': 'person' } }
}

/** Every identity of the ordinary stories has had a team that answers for it for two months. */
export function groundwork(random: Random, start: number): FleetEvent[] {
  return identities.map((identity) =>
    assigned(identity, random.pick(teams), start - 60 * day - random.between(0, 12 * hour)),
  )
}
