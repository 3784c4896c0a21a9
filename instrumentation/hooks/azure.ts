import { fromJwt } from '../jwt.ts'
import { part, textIn, textsIn } from './any.ts'
import { handedOut } from './handed-out.ts'
import { observeMethod, type Exports, type Hook, type Observer } from './observe.ts'

/** Of tokens that don't say who issued them. */
const ISSUER = 'https://login.microsoftonline.com'

/** What a token was asked for with, where that is one: on behalf of whom. */
const assertedIn = (request: unknown) => textIn(request, 'oboAssertion')

/** What Entra ID hands out: a JWT that says who issued it, mostly. */
function tell(
  token: string | undefined,
  end: Date | undefined,
  scopes: readonly string[] | undefined,
  request?: unknown,
) {
  if (token === undefined) return
  const { issuer, ...known } = fromJwt(token)
  const asserted = assertedIn(request)
  handedOut({
    ...known,
    kind: 'cloud_token',
    issuer: issuer === '' ? ISSUER : issuer,
    notAfter: known.notAfter ?? end,
    scopes: known.scopes ?? scopes,
    ...(asserted === undefined ? {} : { parent: fromJwt(asserted), delegation: 'exchange' }),
  })
}

/** Of `getToken(scopes)`: `{ token, expiresOnTimestamp }`, in milliseconds. */
const gets: Observer =
  ([scopes]) =>
  (outcome) => {
    const [token, end] = [textIn(outcome, 'result', 'token'), part(outcome, 'result', 'expiresOnTimestamp')]
    tell(token, typeof end === 'number' ? new Date(end) : undefined, typeof scopes === 'string' ? [scopes] : undefined)
  }

/** Of MSAL's `acquireToken…(request)`: `{ accessToken, expiresOn, scopes }`. */
const acquires: Observer =
  ([request]) =>
  (outcome) => {
    const end = part(outcome, 'result', 'expiresOn')
    const scopes = textsIn(outcome, 'result', 'scopes')
    tell(textIn(outcome, 'result', 'accessToken'), end instanceof Date ? end : undefined, scopes, request)
  }

/** Observes those methods of all classes that a module exports. */
function observeClasses(exports: Exports, isMeant: (method: string) => boolean, observer: Observer): Exports {
  for (const value of Object.values(exports)) {
    const prototype = typeof value === 'function' ? part(value, 'prototype') : undefined
    for (let at = prototype; at instanceof Object && at !== Object.prototype; at = Object.getPrototypeOf(at) as unknown)
      for (const method of Object.getOwnPropertyNames(at)) if (isMeant(method)) observeMethod(at, method, observer)
  }
  return exports
}

/** `new ClientSecretCredential(…).getToken(scopes)`, and that of all others. */
export const azure: Hook = {
  name: '@azure/identity',
  versions: ['>=4.0.0 <5'],
  patch: (exports) => observeClasses(exports, (method) => method === 'getToken', gets),
}

/** `acquireTokenByClientCredential`, `acquireTokenOnBehalfOf`, a managed identity's `acquireToken`, and all others. */
export const msal: Hook = {
  name: '@azure/msal-node',
  versions: ['>=2.0.0 <8'],
  patch: (exports) => observeClasses(exports, (method) => /^acquireToken(?!.*Async$)/.test(method), acquires),
}
