import { credentials } from '../credentials.ts'
import { fromJwt } from '../jwt.ts'
import type { Observer } from './observe.ts'

/** The `error.type` of a credential that was not accepted, by the names that libraries for JWT give their errors. */
const REFUSALS: Readonly<Record<string, string>> = {
  TokenExpiredError: 'expired',
  JWTExpired: 'expired',
}

/** Why a JWT was refused: that it had expired, or that it is no good. */
function refusalOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  return REFUSALS[name] ?? 'invalid'
}

/** Of a call that makes a JWT: it issues it. */
export const issues: Observer = () => (outcome) => {
  if ('result' in outcome && typeof outcome.result === 'string') credentials.issued(fromJwt(outcome.result))
}

/** Of a call that verifies what it is given: the one who presents it uses it. `read`: the JWT, where it is given one. */
export function uses(read: (given: unknown) => unknown): Observer {
  return ([given]) => {
    const token = read(given)
    if (typeof token !== 'string') return undefined
    return (outcome) => credentials.used(fromJwt(token), 'error' in outcome ? { error: refusalOf(outcome.error) } : {})
  }
}
