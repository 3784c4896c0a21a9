import { allowedOf } from '../../alerts/delivery/addresses.ts'
import type { Endpoint } from '../../alerts/endpoint.ts'
import type { Route } from '../../alerts/routes.ts'
import type { Config } from '../../schemas/config.ts'
import { kindOf } from '../../schemas/config-alerts.ts'

/** Who hears of findings, and of which. */
export interface AlertsSettings {
  readonly endpoints: readonly Endpoint[]
  readonly routes: readonly Route[]
}

/** What is configured of alerts; null where nobody is to hear of anything. Throws an Error where a range of addresses is none. */
export function alertsOf({ alerts: { endpoints, routes, allow } }: Pick<Config, 'alerts'>): AlertsSettings | null {
  if (Object.keys(endpoints).length === 0) return null
  const allowed = allowedOf(allow)
  return {
    endpoints: Object.entries(endpoints).map(([name, { type, url, secret, token = '' }]) => ({
      name,
      type,
      url: url ?? kindOf(type).url!,
      secrets: secret ?? [],
      token,
      allowed,
    })),
    routes,
  }
}
