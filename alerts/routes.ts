import type { GROUPED_BY } from '../schemas/config-alerts.ts'
import { DAY, type Millis } from '../schemas/time.ts'
import type { Alert } from './alert.ts'
import { quietUntil, type Maintenance } from './maintenance.ts'
import { asked, identityOf, type Asked, type Matching } from './matching.ts'
import type { Common, Destination } from './message.ts'

type GroupedBy = (typeof GROUPED_BY)[number]

/** Which findings go where, and how. */
export interface Route extends Matching {
  /** Whether it waits until nothing can come any more that would take the finding back (its issuer's lateness). */
  readonly confirmed?: boolean | undefined
  /** Told together with others: `wait` after the first of them, no more often than each `interval` (ms). */
  readonly group?: { readonly by: readonly GroupedBy[]; readonly wait: Millis; readonly interval: Millis } | undefined
  /** How often it is said again while it is open, ms. */
  readonly repeat?: Millis | undefined
  /** Names of endpoints. */
  readonly to: readonly string[]
}

/** Who hears of what. */
export interface Routing {
  readonly routes: readonly Route[]
  /** Endpoints of findings that no route matches, and of those whose owner is new. */
  readonly defaultTo: readonly string[]
  readonly maintenance: readonly Maintenance[]
}

/** What a route makes of a finding: all that it asks for, and whether it holds. */
export interface Routed {
  readonly route: Route
  readonly asked: readonly Asked[]
  readonly matches: boolean
}

/** What each route makes of a finding, in their order. */
export function routed(routes: readonly Route[], alert: Alert): readonly Routed[] {
  return routes.map((route) => {
    const all = asked(route, alert)
    return { route, asked: all, matches: all.every(({ matches }) => matches) }
  })
}

/** A new owner may not know yet, or be somebody who took what is not theirs: so long others hear of it, too. */
const OWNER_IS_NEW = DAY

/** Whether who answers for a finding became so within the last day. */
const hasNewOwner = ({ ownerSince }: Alert, now: Millis): boolean => ownerSince > 0 && now - ownerSince < OWNER_IS_NEW

/** Why the default hears of a finding that so many routes match; null where it does not. */
export function whyDefault(matching: number, alert: Alert, now: Millis): 'new owner' | 'no route' | null {
  if (hasNewOwner(alert, now)) return 'new owner'
  return matching === 0 ? 'no route' : null
}

/** Where a finding goes. `confirmedAt`: from when on it can't be taken back, ms. */
export function destinations(
  { routes, defaultTo, maintenance }: Routing,
  alert: Alert,
  { now, confirmedAt }: { readonly now: Millis; readonly confirmedAt: Millis },
): readonly Destination[] {
  const found = new Map<string, Destination>()
  const quiet = quietUntil(maintenance, alert, now)
  const holding = routed(routes, alert).flatMap(({ route, matches }) => (matches ? [route] : []))
  for (const route of whyDefault(holding.length, alert, now) !== null ? [...holding, { to: defaultTo }] : holding) {
    const from = Math.max(quiet, route.confirmed === true ? confirmedAt : 0)
    for (const endpoint of route.to)
      found.set(endpoint, sooner(found.get(endpoint), { endpoint, from, ...told(route, alert) }))
  }
  return [...found.values()]
}

const told = ({ group, repeat = 0 }: Route, alert: Alert): Pick<Destination, 'group' | 'repeat'> => ({
  group: group === undefined ? null : { common: commonOf(group.by, alert), wait: group.wait, interval: group.interval },
  repeat,
})

/** Of several routes to one endpoint the first says how, and the soonest when. */
const sooner = (before: Destination | undefined, found: Destination): Destination =>
  before === undefined ? found : { ...before, from: Math.min(before.from, found.from) }

const COMMON: Readonly<Record<GroupedBy, (alert: Alert) => string>> = {
  owner: ({ owner }) => owner,
  identity: identityOf,
  rule: ({ rule }) => rule,
  chain_root: ({ chainRoot }) => chainRoot,
  environment: ({ environment }) => environment,
  tenant: ({ tenant }) => tenant,
}

const commonOf = (by: readonly GroupedBy[], alert: Alert): Common => by.map((name) => [name, COMMON[name](alert)])
