import type { LifecycleEvent } from '../../../schemas/events.ts'
import { attributesOf } from './attributes.ts'
import { accessor, hmac } from './ids.ts'
import { hasFailed } from './outcomes.ts'
import { purposeOf } from './paths.ts'
import { token, type Told } from './told.ts'

/**
 * The caller's token was used. The request says so, at its time, and the answer, at its own, only that it was allowed; a failed
 * answer adds nothing. Whose token it is no entry says: its display name is no login's alias.
 */
export function usesOf(told: Told): LifecycleEvent[] {
  const { entry, common } = told
  const presented = accessor(entry.request.client_token_accessor)
  if (presented === undefined) return refusedOf(told)
  const isRequest = entry.type === 'request'
  if (!isRequest && hasFailed(entry)) return []
  const outcome = !isRequest ? 'allowed' : hasFailed(entry) ? 'denied' : 'accepted'
  const of = { ...common, type: 'credential.used', outcome } as const
  return [{ ...of, ...token(told, presented), attributes: attributesOf(entry) }]
}

/** A token that Vault does not know, or no longer: it has no accessor, and is no credential of ours. A failed login is none of it. */
function refusedOf({ entry, common }: Told): LifecycleEvent[] {
  const presented = hmac(entry.request.client_token)
  if (presented === undefined || !entry.error || purposeOf(entry) === 'login') return []
  const attributes = attributesOf(entry, { 'vault.client_token': presented })
  return [{ ...common, type: 'credential.used', outcome: 'refused', attributes }]
}
