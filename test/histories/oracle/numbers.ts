/**
 * The numbers of rules.md and semantics.md once more, read from nowhere: an error in `schemas/policy.ts` must not reach the truth.
 */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const NEVER = Date.UTC(2199, 11, 31)
export const UNKNOWN_LASTS = DAY
export const OWNER_GRACE = DAY
export const LONGEST_CHAIN = 2
export const DEEPEST = 11
export const KEPT_CHANGES = 16
export const STATIC_KINDS: readonly (string | undefined)[] = ['api_key', 'password']

interface IssuerNumbers {
  readonly cascades: boolean
  readonly propagation: number
  readonly overhang: number
}

export const ISSUERS: Readonly<Record<string, IssuerNumbers>> = {
  aws: { cascades: false, propagation: 30 * SECOND, overhang: 15 * MINUTE },
  'https://issuer.example': { cascades: false, propagation: 30 * SECOND, overhang: MINUTE },
  'vault:audit': { cascades: true, propagation: 30 * SECOND, overhang: MINUTE },
}

/** How long after its end a workload of these kinds, if they are all the kinds it is said to have, is still forgiven. */
export function graceOf(kinds: ReadonlySet<string>): number {
  const long = kinds.size === 1 && (kinds.has('vm') || kinds.has('ci_job'))
  return long ? 5 * MINUTE : MINUTE
}

/** read 1, write 2, admin 3; unsaid is write. */
export function powerOf(said: readonly (string | undefined)[]): number {
  if (said.includes('admin')) return 3
  return said.includes('write') || !said.includes('read') ? 2 : 1
}

export function bucket(length: number): number {
  if (length >= DAY) return 3
  if (length >= HOUR) return 2
  return length >= 5 * MINUTE ? 1 : 0
}

export function grade(score: number): string {
  if (score > 6) return 'critical'
  if (score > 4) return 'high'
  return score > 2 ? 'medium' : 'low'
}
