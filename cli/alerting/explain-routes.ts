import { isOpen, type Alert } from '../../alerts/alert.ts'
import type { Endpoint } from '../../alerts/endpoint.ts'
import { isHeard } from '../../alerts/kinds.ts'
import { quietUntil } from '../../alerts/maintenance.ts'
import type { Destination } from '../../alerts/message.ts'
import { destinations, whyDefault, routed, type Routed, type Routing } from '../../alerts/routes.ts'
import { formatRfc3339, type Millis } from '../../schemas/time.ts'

/** Where a finding would go now, and why. */
interface Explained {
  readonly routes: readonly Routed[]
  /** Endpoints of the default, and why it holds; null where it does not. */
  readonly byDefault: { readonly to: readonly string[]; readonly why: string } | null
  /** When the maintenance ends that it is in; null where it is in none. */
  readonly maintenance: string | null
  /** False where it is over: only who heard of it is told so. */
  readonly open: boolean
  readonly to: readonly Destination[]
  /** Who is told of none such: a kind of endpoint that takes other findings. */
  readonly deaf: readonly string[]
}

/** Where a finding would go at a moment, and why. `confirmedAt`: from when on it can't be taken back, ms. */
export function explainRoutes(
  routing: Routing & { readonly endpoints: readonly Endpoint[] },
  alert: Alert,
  now: Millis,
  confirmedAt: Millis,
): Explained {
  const routes = routed(routing.routes, alert)
  const quiet = quietUntil(routing.maintenance, alert, now)
  const why = whyDefault(routes.filter(({ matches }) => matches).length, alert, now)
  const newOwner = `its owner ${alert.owner} is so since ${formatRfc3339(alert.ownerSince)}`
  const found = destinations(routing, alert, { now, confirmedAt })
  const hears = (name: string) => routing.endpoints.some((one) => one.name === name && isHeard(one, 'opened', alert))
  return {
    routes,
    byDefault:
      why === null ? null : { to: routing.defaultTo, why: why === 'new owner' ? newOwner : 'no route matches' },
    maintenance: quiet === 0 ? null : formatRfc3339(quiet),
    open: isOpen(alert, now),
    to: found.filter(({ endpoint }) => hears(endpoint)),
    deaf: found.map(({ endpoint }) => endpoint).filter((name) => !hears(name)),
  }
}

/** The same for people. */
export function explainedLines({ routes, byDefault, maintenance, open, to, deaf }: Explained): readonly string[] {
  const nobody = byDefault?.to.length === 0 ? ['nobody hears of it: name endpoints in alerts.default_to'] : []
  return [
    ...routes.map(routedLine),
    ...(byDefault === null ? [] : [`default: to ${byDefault.to.join(', ') || 'nobody'} (${byDefault.why})`]),
    ...(maintenance === null ? [] : [`maintenance: nobody hears of it until ${maintenance}`]),
    ...deaf.map((name) => `${name} is told of no such finding: it takes those of credentials alone`),
    ...(open ? [] : ['it is over: only who heard of it is told so']),
    ...(to.length === 0 ? nobody : []),
  ]
}

function routedLine({ route, asked, matches }: Routed, n: number): string {
  const why = asked.map(
    ({ what, wanted, found, matches: does }) => `${what} ${found || '(none)'} ${does ? 'is' : 'is not'} ${wanted}`,
  )
  const reasons = why.length === 0 ? 'it asks for nothing' : why.join(', ')
  const { confirmed, group, repeat, to } = route
  const how = [
    confirmed === true ? 'once confirmed' : '',
    group === undefined ? '' : `with others of its ${group.by.join(', ')}`,
    repeat === undefined ? '' : 'repeated',
  ].filter((text) => text !== '')
  if (!matches) return `route ${n + 1}: no (${reasons})`
  return [`route ${n + 1}: to ${to.join(', ')} (${reasons})`, ...how].join(', ')
}
