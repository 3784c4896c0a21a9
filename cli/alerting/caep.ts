import { kindOf } from '../../schemas/config-endpoints.ts'
import type { AlertsSettings } from '../config/alerts-settings.ts'
import type { CaepOptions } from '../web/caep.ts'
import type { Signer } from './signing-keys.ts'

/** How receivers of security event tokens are answered; undefined where there are none. */
export function caepOf(
  signer: Signer | undefined,
  alerts: AlertsSettings | null | undefined,
  pick: CaepOptions['pick'],
): CaepOptions | undefined {
  if (signer === undefined || !alerts) return undefined
  const { endpoints } = alerts
  const polled = endpoints.filter(({ type }) => kindOf(type).caep === 'poll')
  return {
    signer,
    pollers: Object.fromEntries(polled.map(({ name, token }) => [name, token])),
    pushes: endpoints.some(({ type }) => kindOf(type).caep === 'push'),
    pick,
  }
}
