import { credentials } from '../credentials.ts'
import { failureIn } from './answer.ts'
import { textIn } from './any.ts'
import { tellTokens, tokenOf, type Origin } from './oauth.ts'
import { observeExport, type Exports, type Hook, type Observer } from './observe.ts'

/** What a response is an answer to, until it is processed. */
const origins = new WeakMap<object, Origin>()
/** What was asked to be revoked. */
const revocations = new WeakMap<object, ReturnType<typeof tokenOf>>()

const issuerOf = (server: unknown) => textIn(server, 'issuer') ?? ''

/** Of a request for a token with another one: what comes of it was made of that. `find` reads it from the arguments. */
const exchanges =
  (find: (args: readonly unknown[]) => unknown): Observer =>
  (args) => {
    const token = find(args)
    if (typeof token !== 'string') return undefined
    const origin: Origin = { parent: tokenOf(token, issuerOf(args[0])), delegation: 'exchange' }
    return (outcome) => {
      if ('result' in outcome && outcome.result instanceof Object) origins.set(outcome.result, origin)
    }
  }

/** Of what reads an answer of the token endpoint: `(server, client, response)`. */
const processes: Observer = ([server, , response]) => {
  const origin = response instanceof Object ? origins.get(response) : undefined
  return (outcome) => {
    if ('result' in outcome) tellTokens(outcome.result, issuerOf(server), origin)
  }
}

const asksToRevoke: Observer = ([server, , , token]) => {
  if (typeof token !== 'string') return undefined
  const credential = tokenOf(token, issuerOf(server))
  return (outcome) => {
    if ('result' in outcome && outcome.result instanceof Object) revocations.set(outcome.result, credential)
  }
}

const hearsOfRevocation: Observer = ([response]) => {
  const credential = response instanceof Object ? revocations.get(response) : undefined
  if (credential === undefined) return undefined
  return (outcome) => credentials.revoked(credential, failureIn(outcome))
}

/** What stands for whoever is spoken for (RFC 8693, 2.1; RFC 7521, 4.1). */
const EXCHANGED = ['subject_token', 'assertion'] as const

const exchangedIn = (parameters: unknown) =>
  EXCHANGED.map((name) =>
    parameters instanceof URLSearchParams ? parameters.get(name) : textIn(parameters, name),
  ).find((token) => typeof token === 'string')

/** Which function is observed, and how; not every version has all. */
const OBSERVED: Readonly<Record<string, Observer>> = {
  refreshTokenGrantRequest: exchanges(([, , , token]) => token),
  genericTokenEndpointRequest: exchanges(([, , , , parameters]) => exchangedIn(parameters)),
  processAuthorizationCodeResponse: processes,
  processRefreshTokenResponse: processes,
  processClientCredentialsResponse: processes,
  processGenericTokenEndpointResponse: processes,
  processDeviceCodeResponse: processes,
  processBackchannelAuthenticationGrantResponse: processes,
  revocationRequest: asksToRevoke,
  processRevocationResponse: hearsOfRevocation,
}

/** `openid-client` asks by it, and is observed so. */
export const oauth4webapi: Hook = {
  name: 'oauth4webapi',
  versions: ['>=3.0.0 <4'],
  patch: (exports) =>
    Object.entries(OBSERVED).reduce<Exports>(
      (patched, [name, observer]) => observeExport(patched, name, observer),
      exports,
    ),
}
