import { allowedOf } from '../../alerts/delivery/addresses.ts'
import type { Endpoint } from '../../alerts/endpoint.ts'
import type { Routing } from '../../alerts/routes.ts'
import type { Config } from '../../schemas/config.ts'
import { kindOf } from '../../schemas/config-alerts.ts'

/** Who hears of findings, and of which. */
export interface AlertsSettings extends Routing {
  readonly endpoints: readonly Endpoint[]
}

/** What is configured of alerts; null where nobody is to hear of anything. Throws an Error where a range of addresses is none. */
export function alertsOf({ alerts }: Pick<Config, 'alerts'>): AlertsSettings | null {
  const { endpoints, routes, default_to: defaultTo, maintenance, allow } = alerts
  if (Object.keys(endpoints).length === 0) return null
  const allowed = allowedOf(allow)
  return {
    endpoints: Object.entries(endpoints).map(([name, { type, url, secret, token = '', rate }]) => ({
      name,
      type,
      url: url ?? kindOf(type).url!,
      secrets: secret ?? [],
      token,
      rate: rate ?? kindOf(type).rate ?? 0,
      allowed,
    })),
    routes,
    defaultTo,
    maintenance,
  }
}
