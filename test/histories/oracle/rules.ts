import type { Life } from './life.ts'
import { bucket, DEEPEST, grade, LONGEST_CHAIN, NEVER, OWNER_GRACE } from './numbers.ts'
import type { World } from './world.ts'

/** What a rule says of a subject, or nothing. */
export interface Truth {
  readonly appears: number
  readonly since: number
  readonly until: number
  readonly severity: string
}

function outlivesWorkload(life: Life): Truth | undefined {
  const { workloadEnded: ended, expires, born, validUntil: until } = life
  if (ended === undefined || expires === undefined) return undefined
  const deadline = ended + life.grace
  const [appears, since] = [Math.max(deadline, born), Math.max(ended, born)]
  if (!(until > appears)) return undefined
  const marks = Number(life.says('renewable', true)) + Number(life.says('production', true))
  const use = life.uses.length === 0 ? -2 : life.usedAfter(deadline).length > 0 ? 3 : 0
  const severity = expires === NEVER ? 'critical' : grade(life.power + bucket(expires - since) + use + marks)
  return { appears, since, until, severity }
}

function usedAfterWorkload(life: Life): Truth | undefined {
  const { workloadEnded: ended, born } = life
  if (ended === undefined) return undefined
  const deadline = ended + life.grace
  const late = life.usedAfter(deadline)
  if (late.length === 0) return undefined
  const allowed = life.power === 3 ? 'critical' : 'high'
  return {
    appears: Math.max(deadline, born),
    since: Math.max(ended, born),
    until: Math.max(life.validUntil, ...late),
    severity: life.allowedAfter(deadline) ? allowed : 'medium',
  }
}

function usedAfterRevocation(life: Life): Truth | undefined {
  const since = Math.min(...life.revocations)
  const appears = since + life.numbers.propagation
  const late = life.usedAfter(appears)
  if (late.length === 0) return undefined
  return { appears, since, until: Math.max(life.ends, ...late), severity: 'critical' }
}

function transitiveChain(life: Life): Truth | undefined {
  const { depth, born, validUntil: until } = life
  if (depth <= LONGEST_CHAIN || !(until > born)) return undefined
  const score = life.power + depth - LONGEST_CHAIN - 1 + Number(life.says('production', true))
  return { appears: born, since: born, until, severity: depth === DEEPEST ? 'critical' : grade(score) }
}

function outlivesParent(life: Life): Truth | undefined {
  const { parentExpires, expires, born, validUntil: until } = life
  const isScheduled = parentExpires !== undefined && parentExpires !== NEVER && expires !== undefined
  if (life.numbers.cascades || !isScheduled) return undefined
  const appears = Math.max(parentExpires + life.numbers.overhang, born)
  if (!(until > appears)) return undefined
  const severity = life.says('revocable', false) ? 'high' : 'medium'
  return { appears, since: Math.max(parentExpires, born), until, severity }
}

function revocationDidNotCascade(life: Life): Truth | undefined {
  const revocations = life.world.revocationsOf(life.ancestors)
  if (revocations.length === 0) return undefined
  const revoked = Math.min(...revocations)
  const effective = revoked + life.numbers.propagation
  const [appears, since] = [Math.max(effective, life.born), Math.max(revoked, life.born)]
  const late = life.usedAfter(effective)
  if (late.length > 0) return { appears, since, until: Math.max(life.ownEnd, ...late), severity: 'critical' }
  const survives = life.expires !== undefined && life.validUntil > appears
  return survives ? { appears, since, until: life.validUntil, severity: 'high' } : undefined
}

/** The last of all episodes of the two outermost identities; named once, they are one. */
function orphanedOwner(life: Life): Truth | undefined {
  const named = [...life.identities].sort()
  const identities = new Set([...named.slice(0, 1), ...named.slice(-1)])
  const orphanings = [...identities].flatMap((identity) => orphaningsOf(life, identity))
  return orphanings
    .sort((one, other) => one.since - other.since || one.appears - other.appears || one.until - other.until)
    .at(-1)
}

function orphaningsOf(life: Life, identity: string): Truth[] {
  return life.world.ownership.episodes(identity).flatMap(({ gone, back }) => {
    const [appears, since] = [Math.max(gone + OWNER_GRACE, life.born), Math.max(gone, life.born)]
    const until = Math.min(back, life.validUntil)
    const use = life.usedAfter(gone).length > 0 ? 2 : 0
    const score = life.power + bucket(life.ends - since) + use + Number(life.says('production', true))
    return appears < until ? [{ appears, since, until, severity: grade(score) }] : []
  })
}

/** G02, of an identity. */
export function identityWithoutOwner(world: World, identity: string): Truth | undefined {
  const issuances = world.events.filter((event) => event.type === 'credential.issued' && event.identity === identity)
  if (issuances.some(({ platform }) => platform) || !world.ownership.isTold) return undefined
  const first = Math.min(...issuances.map(({ at }) => at))
  const assigned = world.ownership.firstAssigned(identity)
  return assigned > first ? { appears: first, since: first, until: assigned, severity: 'low' } : undefined
}

/** Of a credential, by catalogue id. */
export const TRUTHS: Readonly<Record<string, (life: Life) => Truth | undefined>> = {
  L01: outlivesWorkload,
  L02: usedAfterWorkload,
  L03: usedAfterRevocation,
  C01: transitiveChain,
  C04: outlivesParent,
  C05: revocationDidNotCascade,
  G01: orphanedOwner,
}
