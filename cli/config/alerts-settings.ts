import { allowedOf } from '../../alerts/delivery/addresses.ts'
import type { Endpoint } from '../../alerts/endpoint.ts'
import { hostOf, refusalOf } from '../../alerts/io/reach.ts'
import type { Stream } from '../../alerts/payloads/caep.ts'
import type { Routing } from '../../alerts/routes.ts'
import type { Config } from '../../schemas/config.ts'
import { kindOf } from '../../schemas/config-endpoints.ts'
import type { Settings } from './settings.ts'

/** Who hears of findings, and of which. */
export interface AlertsSettings extends Routing {
  readonly endpoints: readonly Endpoint[]
  /** Whose security event tokens are; null where nobody takes any. */
  readonly transmitter: { readonly issuer: string; readonly keys: string | null } | null
}

/** What is configured of alerts; null where nobody is to hear of anything. Throws an Error that names each range that is none, and each address that is never reached. */
export function alertsOf({ alerts }: Pick<Config, 'alerts'>): AlertsSettings | null {
  const { endpoints, routes, default_to: defaultTo, maintenance, allow } = alerts
  if (Object.keys(endpoints).length === 0) return null
  const allowed = allowedOf(allow)
  const never = Object.entries(endpoints).flatMap(([name, { url }]) => unreached(name, url, allowed))
  if (never.length > 0) throw new Error(never.join('\n'))
  return {
    endpoints: Object.entries(endpoints).map(([name, said]) => endpointOf(name, said, allowed)),
    transmitter: transmitterOf(alerts),
    routes,
    defaultTo,
    maintenance,
  }
}

/** What is configured of alerts. Throws an Error where nobody is to hear of anything. */
export function insistOnEndpoints({ alerts, file }: Pick<Settings, 'alerts' | 'file'>): AlertsSettings {
  if (alerts !== null) return alerts
  throw new Error(`no endpoint is configured: name one in alerts.endpoints of ${file ?? './lifespan.yaml'}`)
}

/** Why an address that is written out is never reached; names are looked at whenever they are resolved. */
function unreached(name: string, url: string | undefined, allowed: Endpoint['allowed']): readonly string[] {
  if (url === undefined) return []
  const setting = `alerts.endpoints.${name}.url`
  if (!URL.canParse(url)) return [`${setting} is no address of a receiver`]
  const refused = refusalOf(hostOf(new URL(url).hostname), allowed)
  return refused === null ? [] : [`${setting}: ${refused.message}`]
}

type Said = Config['alerts']['endpoints'][string]

function endpointOf(name: string, said: Said, allowed: Endpoint['allowed']): Endpoint {
  const { type, url, secret, token = '', rate } = said
  const kind = kindOf(type)
  const stream = kind.caep === undefined ? undefined : streamOf(said)
  const secrets = secret ?? []
  const restraint = kind.revokes === true ? restraintOf(said) : undefined
  const to = { name, type, url: url ?? kind.url ?? '', secrets, token, rate: rate ?? kind.rate ?? 0, allowed }
  return { ...to, stream, restraint }
}

const streamOf = ({ audience, event, credential_type }: Said): Stream => ({
  audience: audience!,
  event: event ?? 'risk-level-change',
  credentialType: credential_type ?? 'token',
})

/** Who is asked to revoke so many an hour, and nobody knows why, is better asked by people. */
const MOST_AN_HOUR = 10

const restraintOf = ({ dry_run: dryRun = true, most_an_hour: mostAnHour = MOST_AN_HOUR }: Said) => ({
  dryRun,
  mostAnHour,
})

function transmitterOf({ endpoints, issuer, signing_keys }: Config['alerts']): AlertsSettings['transmitter'] {
  const isAsked = Object.values(endpoints).some(({ type }) => kindOf(type).caep !== undefined)
  return isAsked ? { issuer: issuer!, keys: signing_keys ?? null } : null
}
