import type { EventOutcome } from '../../../schemas/events.ts'
import type { Record } from './record.ts'

/** Errors that say that the credential itself was not accepted. Other services' errors of like names are not among them. */
const REFUSED: ReadonlySet<string> = new Set([
  'AuthFailure',
  'AuthorizationHeaderMalformed',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'UnrecognizedClient',
  'UnrecognizedClientException',
])

/** What became of a use: success means authenticated, so any error but a refused credential is `denied`. */
export function useOutcome(record: Record): EventOutcome {
  if (!record.errorCode) return 'ok'
  return REFUSED.has(record.errorCode.replace(/^(?:Client|Server)\./, '')) ? 'refused' : 'denied'
}

/** What became of an issuance, a revocation, a start or an end. */
export function doneOutcome(record: Record): EventOutcome {
  return record.errorCode ? 'failed' : 'ok'
}
