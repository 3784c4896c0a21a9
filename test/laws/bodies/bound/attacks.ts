import type { LifecycleEvent } from '../../../../schemas/events.ts'
import { DAY, HOUR, MINUTE, NEVER, toNanos } from '../../../../schemas/time.ts'
import type { Random } from '../../../histories/random.ts'

/** The moment around which everything happens. */
export const NOON = Date.UTC(2026, 0, 1, 12)

/** Later than any moment at which an attack is judged. */
const FAR = NOON + 10_000 * DAY

const times = (count: number) => Array.from({ length: count }, (_, n) => n)
const at = (moment: number) => toNanos(moment)
const FEW = 16

type Said = Partial<Omit<LifecycleEvent, 'time'>>

const event = (moment: number, said: Said): LifecycleEvent => ({
  type: 'credential.used',
  outcome: 'ok',
  issuer: 'https://broker.example',
  ...said,
  time: at(moment),
})
const about = (id: string, moment: number, said: Said = {}) => event(moment, { credential_id: id, ...said })
const issued = (id: string, moment: number, said: Said = {}) =>
  about(id, moment, { type: 'credential.issued', ...said })
const from = (id: string): Said => ({ parent_id: id, parent_issuer: 'https://broker.example', delegation: 'exchange' })

/** A credential of which something is found, whatever else is said of it. */
const found = (id: string): LifecycleEvent[] => [
  issued(id, NOON - DAY, {
    workload_id: `${id} pod`,
    workload_kind: 'pod',
    identity: `${id} role`,
    not_after: NEVER - 1,
  }),
  event(NOON - HOUR, { type: 'workload.ended', workload_id: `${id} pod` }),
  event(NOON - HOUR, { type: 'owner.assigned', identity: `${id} role`, owner_id: 'ana' }),
]

/** Names somebody very often, in some way: so many events. */
type Attack = (count: number, random: Random) => LifecycleEvent[]

/** Ways to make memory grow that must not; where they name ever new ones, with those alone. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'one credential is used': (count) => [...found('a'), ...times(count).map((n) => about('a', NOON - n))],
  'one credential claims identities': (count) => [
    ...found('a'),
    ...times(count).map((n) => about('a', NOON - n, { identity: `role ${n}` })),
  ],
  'one credential belongs to workloads': (count) => [
    ...found('a'),
    ...times(count).map((n) => about('a', NOON - n, { workload_id: `pod ${n}`, workload_kind: 'pod' })),
  ],
  'one workload has credentials': (count) => [
    ...found('a'),
    ...times(count).map((n) => issued(`a ${n}`, NOON - n, { workload_id: 'a pod' })),
  ],
  'one credential has parents': (count) => [
    ...found('a'),
    ...times(count).map((n) => issued('a', NOON - n, from(`p ${n}`))),
  ],
  'one credential has children': (count) => [
    ...found('a'),
    ...times(count).map((n) => issued(`c ${n}`, NOON - n, from('a'))),
  ],
  'credentials are each other’s parents': (count, random) =>
    times(count).map((n) => {
      const [one, other] = [random.between(0, FEW), random.between(0, FEW)]
      return issued(`c ${one}`, NOON - n, { ...from(`c ${other}`), identity: `role ${one}`, not_after: NOON + n + 1 })
    }),
  'an identity changes its owners': (count, random) => [
    ...found('a'),
    ...times(count).map((n) => {
      const owner = { owner_id: `owner ${random.between(0, FEW)}`, owner_until: FAR - n * MINUTE }
      return event(NOON - count + n, { type: 'owner.assigned', identity: 'a role', ...owner })
    }),
  ],
  'an identity has ever new owners': (count) => [
    ...found('a'),
    ...times(count).map((n) => event(NOON - n, { type: 'owner.assigned', identity: 'a role', owner_id: `owner ${n}` })),
  ],
  'an owner comes and goes': (count) => [
    ...found('a'),
    ...times(count).map((n) =>
      event(NOON + n * MINUTE, { type: n % 2 === 0 ? 'owner.departed' : 'owner.returned', owner_id: 'ana' }),
    ),
  ],
  'the expiry of a parent moves': (count) => [
    issued('c', NOON - DAY, { ...from('a'), not_after: NEVER - 1 }),
    ...times(count * 3).map((n) => {
      const expiry = { not_after: FAR + ((n * 7) % (count * 3)) * MINUTE }
      return about('a', NOON - count * 3 + n, { type: 'credential.renewed', ...expiry })
    }),
  ],
  'a workload is of many kinds': (count) => [
    issued('a', NOON - DAY, { workload_id: 'a pod' }),
    ...times(count).map((n) => {
      const kind = { workload_kind: `kind ${n} ${n < 10 ? 'x'.repeat(4_000) : ''}` }
      return event(NOON - n, { type: 'workload.started', workload_id: 'a pod', ...kind })
    }),
  ],
  'ids are as long as they may be': (count) =>
    times(count).map((n) =>
      about(`${n} ${'é'.repeat(2_040)}`, NOON - n, { workload_id: `${'ü'.repeat(2_040)} ${n % FEW}` }),
    ),
  'one event comes again and again': (count) => times(count).flatMap(() => found('a')),
}

/** Those that name ever the same. */
export const NAMING_NOBODY: readonly string[] = [
  'one credential is used',
  'an identity changes its owners',
  'an owner comes and goes',
  'the expiry of a parent moves',
  'a workload is of many kinds',
]
