import type { Circumstances } from '../tell.ts'
import { OTHER } from '../error-type.ts'
import type { Outcome } from './observe.ts'

/** What of an answer says that the credential itself was not accepted any more. */
const EXPIRED = /expired/i

/**
 * The `error.type` of a use that was answered with an HTTP status (RFC 9110, RFC 6750): 401 is said of the credential, what else is below 500 of the
 * action: `access_denied` is the vocabulary's word for that, of a conflict (409) as well, whose number would be read as a credential that was refused. `said`: what the answer says of it, which is looked at and not told. Of what succeeded there is none.
 */
export function errorOf(status: number, said = ''): string | undefined {
  if (status < 400) return undefined
  if (status === 401) return EXPIRED.test(said) ? 'expired' : 'invalid'
  if (status === 404) return 'not_found'
  if (status === 429) return 'throttled'
  return status < 500 ? 'access_denied' : String(status)
}

/** That a call failed, where it did, whatever it was rejected with. */
export const failureIn = (outcome: Outcome): Circumstances =>
  'error' in outcome ? { error: outcome.error || OTHER } : {}
