import { credentials } from '../credentials.ts'
import { hostOf } from '../issuers.ts'
import { failureIn } from './answer.ts'
import { part, textIn } from './any.ts'
import { tellTokens, tokenOf } from './oauth.ts'
import { observeMethod, remade, replaceExport, type Exports, type Hook, type Observer } from './observe.ts'

/** Who issues what a client or a token is of, as its client was told. */
const issuers = new WeakMap<object, string>()
const issuerOf = (of: unknown) => (of instanceof Object ? issuers.get(of) : undefined) ?? ''

/** Of what makes a token: it is told where it comes from a server, and known from then on. `isNew`: it comes from one. */
const makes =
  (isNew: boolean): Observer =>
  (_, self) => {
    const [issuer, old] = [issuerOf(self), textIn(self, 'token', 'refresh_token')]
    return (outcome) => {
      if (!('result' in outcome) || !(outcome.result instanceof Object)) return
      issuers.set(outcome.result, issuer)
      observeTokens(Object.getPrototypeOf(outcome.result))
      const origin = old === undefined ? {} : { parent: tokenOf(old, issuer), delegation: 'exchange' as const }
      if (isNew) tellTokens(part(outcome.result, 'token'), issuer, origin)
    }
  }

/** `revoke('access_token')`. */
const revokes: Observer = ([which], self) => {
  const token = textIn(self, 'token', String(which))
  if (token === undefined) return undefined
  return (outcome) => credentials.revoked(tokenOf(token, issuerOf(self)), failureIn(outcome))
}

function observeTokens(prototype: unknown): void {
  observeMethod(prototype, 'refresh', makes(true))
  observeMethod(prototype, 'revoke', revokes)
}

/** A class of clients: each is known by the address of its server, which is private to it later. */
function watch(exports: Exports, name: string): Exports {
  observeMethod(part(exports, name, 'prototype'), 'getToken', makes(true))
  observeMethod(part(exports, name, 'prototype'), 'createToken', makes(false))
  return replaceExport(
    exports,
    name,
    remade(exports[name], (client, [options]) => {
      const address = textIn(options, 'auth', 'tokenHost')
      if (client instanceof Object && hostOf(address) !== '') issuers.set(client, new URL(address!).origin)
      return client
    }),
  )
}

/** Clients of an OAuth server, and the tokens that they get, refresh and revoke. */
export const simpleOauth2: Hook = {
  name: 'simple-oauth2',
  versions: ['>=4.0.0 <6'],
  patch: (exports) => ['ClientCredentials', 'ResourceOwnerPassword', 'AuthorizationCode'].reduce(watch, exports),
}
