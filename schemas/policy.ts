import { DAY, HOUR, MINUTE, SECOND, type Millis } from './time.ts'

/** What depends on the issuer of a credential. */
export interface IssuerPolicy {
  /** It ends what was made from a credential when it ends that one. */
  readonly cascades: boolean
  /** How long a revocation takes to reach everybody. */
  readonly propagation: Millis
  /** By how much a child may outlive its parent. */
  readonly overhang: Millis
  /** By when its records are there: before that, what rests on absence is provisional. */
  readonly lateness: Millis
}

/** Every number that a verdict depends on. */
export interface Policy {
  /** How much later than its end a use is still innocent, by workload kind; all others have `graceDefault`. */
  readonly grace: Readonly<Record<string, Millis>>
  readonly graceDefault: Millis
  /** By issuer, `*` stands for any text: each number is that of the first pattern that matches and says it. */
  readonly issuers: readonly (Partial<IssuerPolicy> & { readonly match: string })[]
  readonly issuerDefault: IssuerPolicy
  /** So long after its last sign of life a credential of unknown expiry counts as valid. */
  readonly unknownExpiry: Millis
  readonly ownerGrace: Millis
  readonly chainDepth: number
}

/** Saturates told depth, and ends cycles (rules: Telling). */
export const DEPTH_CAP = 11

/** What no issuance states the power of is judged as write (rules: Columns). */
export const PRIVILEGE_DEFAULT = 2

/** A stretch scores one for each of these that it reaches (rules: Derived). */
export const BUCKETS: readonly [Millis, Millis, Millis] = [5 * MINUTE, HOUR, DAY]

/** The severities, and the greatest score of each but the last. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]
export const SCORES: readonly [number, number, number] = [2, 4, 6]

/** The severity of a score. */
export function severityOf(score: number): Severity {
  const level = SCORES.findIndex((greatest) => score <= greatest)
  return level < 0 ? 'critical' : SEVERITIES[level]!
}

/** How many limits a stretch of time reaches: < 5 min 0, < 1 h 1, < 24 h 2, else 3. */
export function bucketOf(length: Millis): number {
  return length < BUCKETS[0] ? 0 : length < BUCKETS[1] ? 1 : length < BUCKETS[2] ? 2 : 3
}

/** The defaults of rules.md and semantics.md. */
export const DEFAULT_POLICY: Policy = {
  grace: { vm: 5 * MINUTE, ci_job: 5 * MINUTE },
  graceDefault: MINUTE,
  issuers: [
    { match: 'vault:*', cascades: true },
    { match: 'aws-*', overhang: 15 * MINUTE, lateness: 15 * MINUTE },
    { match: 'aws', overhang: 15 * MINUTE, lateness: 15 * MINUTE },
  ],
  issuerDefault: { cascades: false, propagation: 30 * SECOND, overhang: MINUTE, lateness: 5 * MINUTE },
  unknownExpiry: DAY,
  ownerGrace: DAY,
  chainDepth: 3,
}

/** The policy of one issuer: each number of the first pattern that matches and says it, else the default. */
export function issuerPolicy(policy: Policy, issuer: string): IssuerPolicy {
  const matching = policy.issuers.filter(({ match }) => matches(match, issuer))
  const { match: _, ...said } = Object.assign({ match: '' }, ...matching.toReversed()) as Policy['issuers'][number]
  return { ...policy.issuerDefault, ...said }
}

/** The grace of a workload whose kind is in conflict: the shortest there is. */
export function shortestGrace({ grace, graceDefault }: Policy): Millis {
  return Math.min(graceDefault, ...Object.values(grace))
}

/** The same policy in the one order in which it is written: kinds by name, of issuers the closest pattern first. */
export function canonical({ grace, issuers, ...others }: Policy): Policy {
  const kinds = Object.entries(grace).sort(([one], [other]) => (one < other ? -1 : 1))
  const letters = (match: string) => match.replaceAll('*', '').length
  const closest = issuers.toSorted(
    ({ match: one }, { match: other }) =>
      letters(other) - letters(one) || one.length - other.length || (one < other ? -1 : 1),
  )
  return { grace: Object.fromEntries(kinds), issuers: closest, ...others }
}

/** Whether a text matches a pattern in which `*` stands for any text. Linear in the text for each star. */
export function matches(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split('*')
  if (rest.length === 0) return text === pattern
  if (!text.startsWith(first!)) return false
  let at = first!.length
  const last = rest.pop()!
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
