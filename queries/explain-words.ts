import { formatRfc3339, HOUR, MINUTE, SECOND, type Millis } from '../schemas/time.ts'
import { issuerPolicy, type Policy } from '../schemas/policy.ts'
import { tellGap } from './explain-gone.ts'
import type { Gap } from './explain-owner.ts'
import type { ListedFinding } from './findings.ts'
import { millisOf } from './moments.ts'

/** A credential's life as the view `credentials` has it: the moments as RFC 3339, NULL where there is none. */
export interface CredentialLife {
  readonly born: string | null
  readonly expiry: 'stated' | 'never' | 'unknown'
  readonly expires: string | null
  readonly revoked: string | null
  readonly last_used: string | null
  readonly workload: string | null
  readonly workload_kind: string | null
  readonly workload_ended: string | null
  readonly irrevocable: boolean
}

/** What the words are made from. */
export interface Circumstances {
  readonly finding: ListedFinding
  /** Null where the subject is an identity. */
  readonly life: CredentialLife | null
  readonly policy: Policy
  /** Principals on the way down to it, root first. */
  readonly chain: readonly string[]
  /** The stretch without an owner in which the finding begins. */
  readonly gap: Gap | null
}

type Teller = (circumstances: Circumstances) => string[]

/** How a finding's deadline came about, in sentences. */
export function tellDeadline(circumstances: Circumstances): string[] {
  const { finding } = circumstances
  const tell = TELLERS[finding.rule] ?? (() => [])
  return [...tell(circumstances), `it is a finding after ${finding.appears}`, ...tellEnd(circumstances)]
}

/** What would close a finding, or what did. */
export function tellClosing({ finding, life }: Circumstances): string {
  if (finding.state === 'closed') return `nothing is to be done: it closed at ${finding.until}`
  if (finding.rule === 'G02')
    return `assign an owner to ${finding.subject.id} (owner.assigned, or a line in owners.yaml)`
  const wait = finding.until === null ? 'it does not expire by itself' : `otherwise it ends at ${finding.until}`
  if (finding.rule === 'L03')
    return `revoking it again changes nothing: make whoever accepts it heed revocations, or replace the key that signs it; ${wait}`
  const revoke = life?.irrevocable ? 'its issuer says that it can not be revoked' : 'revoke it'
  const owner = finding.rule === 'G01' ? `assign an owner to ${finding.identity}, or ` : ''
  return `${owner}${revoke}; ${wait}`
}

/** A length of time in words: `5 min`, `6 h 22 min 16 s`. */
export function tellLength(length: Millis): string {
  const whole = Math.abs(Math.trunc(length))
  const days = Math.floor(whole / (24 * HOUR))
  const parts: readonly (readonly [number, string])[] = [
    [days, 'd'],
    [Math.floor((whole % (24 * HOUR)) / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'min'],
    [(whole % MINUTE) / SECOND, 's'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return said.length === 0 ? '0 s' : said.join(' ')
}

const tellWorkloadEnd: Teller = ({ finding, life, policy }) => {
  const kind = life?.workload_kind ?? null
  const born = life?.born ?? null
  return [
    `workload ${life?.workload ?? '(unknown)'}${kind === null ? '' : ` (${kind})`} ended at ${life?.workload_ended ?? finding.since}`,
    ...(born !== null && born === finding.since
      ? [`the credential's first sign of life, ${born}, is not before that`]
      : []),
    tellGrace(finding, kind, born, policy),
  ]
}

/** Where kinds are in conflict the shortest grace counts; it shows in the finding, unless the credential was born after the end. */
function tellGrace(finding: ListedFinding, kind: string | null, born: string | null, policy: Policy): string {
  const ofKind = (kind === null ? undefined : policy.grace[kind]) ?? policy.graceDefault
  const counted = born === finding.since ? ofKind : millisOf(finding.appears) - millisOf(finding.since)
  if (counted !== ofKind)
    return `grace, the shortest there is, for it is told in different ways what kind of workload it is: ${tellLength(counted)}`
  return `grace of ${kind === null ? 'a workload whose kind is not known' : `a ${kind}`}: ${tellLength(ofKind)}`
}

/** Without the stretch something newer than the finding is known, which the correlator has yet to judge. */
const tellOrphaned: Teller = ({ finding, policy, gap }) => {
  const grace = `an owner may be missing for ${tellLength(policy.ownerGrace)}`
  if (gap === null)
    return [`nobody answers for ${finding.identity ?? 'its identity'} since ${finding.since} or before`, grace]
  const born = gap.gone < millisOf(finding.since) ? [`the credential's first sign of life was at ${finding.since}`] : []
  return [...tellGap(gap), `${grace}: until ${formatRfc3339(gap.gone + policy.ownerGrace)}`, ...born]
}

const TELLERS: Readonly<Record<string, Teller>> = {
  L01: tellWorkloadEnd,
  L02: (all) => [...tellWorkloadEnd(all), `it was used until ${all.finding.last_used ?? '(unknown)'}`],
  L03: ({ finding, policy }) => [
    `it was revoked at ${finding.since}`,
    `a revocation of ${finding.subject.issuer ?? 'its issuer'} takes ${tellLength(propagationOf(finding, policy))} to reach everybody`,
    `it was used until ${finding.last_used ?? '(unknown)'}`,
  ],
  C01: ({ chain, policy }) => [
    `${chain.length} principals lie on the way down to it: ${chain.join(' → ') || '(none of them named)'}`,
    `a chain counts from ${policy.chainDepth} changes of principal on, since the first sign of life of its last credential`,
  ],
  C04: ({ finding, policy }) => [
    `what it was made from was to end at or before ${finding.since}`,
    `${finding.subject.issuer ?? 'its issuer'} may give a child ${tellLength(issuerPolicy(policy, finding.subject.issuer ?? '').overhang)} more`,
  ],
  C05: ({ finding, policy }) => [
    `one that it comes from was revoked at or before ${finding.since}`,
    `a revocation takes ${tellLength(propagationOf(finding, policy))} to reach everybody, and it went on`,
  ],
  G01: tellOrphaned,
  G02: ({ finding }) => [`${finding.subject.id} was first issued a credential at ${finding.since}, and had no owner`],
}

function propagationOf({ subject }: ListedFinding, policy: Policy): Millis {
  return issuerPolicy(policy, subject.issuer ?? '').propagation
}

function tellEnd({ finding, life, policy, gap }: Circumstances): string[] {
  if (life === null) return finding.until === null ? [] : [`an owner was assigned at ${finding.until}`]
  if (finding.until === null) return ['it never expires, and it was not revoked']
  if (finding.rule === 'G01' && gap !== null && millisOf(finding.until) === gap.back)
    return [`${gap.next ?? 'somebody'} answers for it from ${finding.until} on`]
  if (finding.until === life.revoked) return [`it was revoked at ${finding.until}`]
  if (finding.until === life.expires) return [`it is valid until ${finding.until}, its end as stated last`]
  if (finding.until === life.last_used) return [`its last use, ${finding.until}, shows that it had not ended before`]
  if (life.expiry === 'unknown') {
    return [
      `nobody stated its end: it counts as valid for ${tellLength(policy.unknownExpiry)} after its last sign of life`,
    ]
  }
  return [`it lasts until ${finding.until}`]
}
