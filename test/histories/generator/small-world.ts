import { DAY, HOUR, MINUTE, SECOND } from '../../../schemas/time.ts'
import type { HistoryEvent } from '../history.ts'

/** Who and what there is: few of each, so that things collide. */
export interface NamedCredential {
  readonly issuer: string
  readonly name: string
}

/** One with an overhang of its own, one by default, one that cascades by itself. */
const ISSUERS: Readonly<Record<string, string>> = {
  aws: 'aws',
  'https://issuer.example': 'oidc',
  'vault:audit': 'vault',
}

export const CREDENTIALS: readonly NamedCredential[] = [1, 2, 3, 4].flatMap((n) =>
  Object.entries(ISSUERS).map(([issuer, prefix]) => ({ issuer, name: `${prefix}-${n}` })),
)
export const CASCADING = CREDENTIALS.filter(({ issuer }) => issuer === 'vault:audit')
export const WORKLOADS = ['w1', 'w2', 'w3'] as const
export const KINDS = ['ci_job', 'vm', 'pod', 'function'] as const
export const IDENTITIES = ['i1', 'i2', 'i3', 'i4'] as const
export const OWNERS = ['o1', 'o2', 'o3'] as const
export const STATIC = ['api_key', 'password'] as const

export const START = 1_741_003_200_000
/** Every limit of the policy: propagation, the graces, overhang, buckets, owner grace. */
export const STEPS: readonly number[] = [0, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, DAY]
export const LIVES: readonly number[] = [MINUTE, 5 * MINUTE, 6 * MINUTE, HOUR, 2 * HOUR, DAY, 2 * DAY, 30 * DAY]
export const LONG_LIVES: readonly number[] = [DAY, DAY + HOUR, 2 * DAY, 30 * DAY]

export const NEVER_EXPIRES = 7_258_032_000_000
/** A date beyond "never", as some issuers write it. */
export const END_OF_9999 = 253_402_214_400_000

export const USES: readonly NonNullable<HistoryEvent['outcome']>[] = [
  'ok',
  'ok',
  'ok',
  'denied',
  'denied',
  'accepted',
  'accepted',
  'allowed',
  'refused',
  'refused',
]
