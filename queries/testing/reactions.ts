import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { HOUR } from '../../schemas/time.ts'
import type { ToldEvent } from './events.ts'
import type { ToldNotification } from './notifications.ts'

/** When the worlds are. */
export const BEGIN = Date.UTC(2026, 4, 1)
/** Everything happens at one of few moments, so that edges meet. */
const STEP = HOUR / 2
const STEPS = 16
const OWNERS = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal', '']
const ISSUERS = ['aws', 'k8s:prod']
const ENVIRONMENTS = ['production', '']

/** A credential, what became of it, and when somebody was told. */
export interface Case {
  readonly id: string
  readonly issuer: string
  readonly owner: string
  readonly environment: string
  /** The end of its validity as it was stated; null: it never expires, undefined: nobody says. */
  readonly expiry: number | null | undefined
  readonly revoked: number | null
  /** In any order, to one endpoint or another. */
  readonly told: readonly { readonly at: number; readonly occasion: string }[]
}

type Random = () => number

const oneOf = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!
const moment = (random: Random) => BEGIN + Math.floor(random() * STEPS) * STEP

/** A small world. */
export function randomCases(random: Random, count: number): readonly Case[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `c-${n}`,
    issuer: oneOf(random, ISSUERS),
    owner: oneOf(random, OWNERS),
    environment: oneOf(random, ENVIRONMENTS),
    expiry: oneOf(random, [null, undefined, moment(random), moment(random)]),
    revoked: oneOf(random, [null, null, moment(random)]),
    told: Array.from({ length: Math.floor(random() * 4) }, () => ({
      at: moment(random),
      occasion: oneOf(random, ['opened', 'opened', 'changed', 'closed']),
    })),
  }))
}

/** So that an end that nobody stated is in the world. */
const ISSUED = BEGIN + 4 * HOUR - DEFAULT_POLICY.unknownExpiry

/** What sources say of the cases. */
export function eventsOf(cases: readonly Case[]): readonly ToldEvent[] {
  return cases.flatMap(({ id, issuer, expiry, revoked }) => {
    const common = { issuer, credential_id: id, credential_kind: expiry === null ? 'api_key' : 'jwt' } as const
    const end = typeof expiry === 'number' ? { not_after: expiry } : {}
    const issued: ToldEvent = { ...common, ...end, type: 'credential.issued', at: ISSUED }
    return revoked === null ? [issued] : [issued, { ...common, type: 'credential.revoked', at: revoked } as const]
  })
}

/** What was sent of the cases; some of it is noted twice. */
export function notificationsOf(cases: readonly Case[]): readonly ToldNotification[] {
  return cases.flatMap(({ id, issuer, owner, environment, told }) =>
    told.map(({ at, occasion }, n) => ({
      at,
      issuer,
      subject_id: id,
      owner,
      environment,
      occasion,
      endpoint: n % 2 === 0 ? 'soc' : 'pager',
      message: `msg_${id}_${n}`,
    })),
  )
}

/** When a credential ends, and by what. */
export function endOf({ expiry, revoked }: Case): { readonly at: number; readonly by: 'revocation' | 'expiry' } {
  const expires = expiry === null ? Infinity : (expiry ?? ISSUED + DEFAULT_POLICY.unknownExpiry)
  return revoked !== null && revoked <= expires ? { at: revoked, by: 'revocation' } : { at: expires, by: 'expiry' }
}

/** When somebody was told first that something about it is open, by a moment; null where nobody was. */
export function firstTold({ told }: Case, by: number): number | null {
  const opened = told.filter(({ at, occasion }) => occasion === 'opened' && at <= by).map(({ at }) => at)
  return opened.length === 0 ? null : Math.min(...opened)
}
