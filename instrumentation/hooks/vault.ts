import { credentials } from '../credentials.ts'
import type { Credential } from '../credential.ts'
import { hostOf, issuerAt } from '../issuers.ts'
import { errorOf, failureIn } from './answer.ts'
import { part, textIn, textsIn } from './any.ts'
import { endAfter, handedOut } from './handed-out.ts'
import { observeMethod, remade, replaceExport, type Hook, type Observer, type Outcome } from './observe.ts'

/** A request to Vault: what is done to which path, and as whom. */
interface Request {
  readonly issuer: string
  /** Without what stands before it: `secret/data/db`. */
  readonly path: string
  readonly method: string
  readonly body: unknown
  /** The token that it is made with. */
  readonly caller: Credential | null
}

/** Whom a login is asked of, and what it is asked with, is not shown the token that happens to be sent along. */
const LOGIN = /^auth\/.+\/login(\/|$)/
const LOGIN_AS = /^(auth\/[^/]+)\/login\/([^/]+)$/
const RENEWAL = /^(auth\/token|sys|sys\/leases)\/renew(-self|-accessor)?(\/|$)/
/** The words of Vault's policies for what is done. */
const CAPABILITIES: Readonly<Record<string, string>> = { GET: 'read', PUT: 'update', POST: 'update' }

/** What was sent, as the client left it in what it was asked with; null where nothing was. */
function requestOf(options: unknown, client: unknown): Request | null {
  const [address, endpoint] = [textIn(options, 'uri'), textIn(client, 'endpoint')]
  if (address === undefined || endpoint === undefined) return null
  const host = hostOf(endpoint)
  const issuer = issuerAt(host) ?? `vault:${host}`
  const secret = textIn(options, 'headers', 'X-Vault-Token')
  const before = `/${textIn(client, 'apiVersion')}${textIn(client, 'pathPrefix') ?? ''}/`
  // With or without the slash in which the endpoint may end.
  const start = address.indexOf(before, endpoint.replace(/\/+$/, '').length)
  return {
    issuer,
    path: address
      .slice(Math.max(start, 0) + before.length)
      .replace(/\?.*/s, '')
      .replace(/^\/+/, ''),
    method: textIn(options, 'method') ?? 'GET',
    body: part(options, 'json'),
    caller: secret === undefined ? null : { secret, issuer, kind: 'vault_token' },
  }
}

const requests: Observer =
  ([options], client) =>
  (outcome) => {
    const request = requestOf(options, client)
    if (request === null) return
    tellUse(request, outcome)
    tellRevoked(request, outcome)
    if ('result' in outcome) tellGiven(request, outcome.result)
  }

/** Paths that end in a token or a secret (the collector's adapter knows the same). */
const SECRET_IN_PATH = /^(auth\/token\/(?:lookup|renew|revoke|revoke-orphan)|auth\/.+\/secret-id)\/.+$/

/** Vault says of both a token and an action that it does not allow them. */
const BAD_TOKEN = /(invalid|bad) token/i

function tellUse({ caller, path, method }: Request, outcome: Outcome): void {
  if (caller === null || LOGIN.test(path)) return
  const status = 'error' in outcome ? part(outcome.error, 'response', 'statusCode') : 200
  if (typeof status !== 'number') return
  const isRefused = status === 403 && BAD_TOKEN.test(textIn(outcome, 'error', 'message') ?? '')
  const action = CAPABILITIES[method] ?? method.toLowerCase()
  credentials.used(caller, {
    action,
    target: path.replace(SECRET_IN_PATH, '$1'),
    error: isRefused ? 'invalid' : errorOf(status),
  })
}

/** Tokens and leases that an answer holds: new ones, and those whose end has moved. */
function tellGiven(request: Request, answer: unknown): void {
  const token = tokenIn(request, part(answer, 'auth'))
  const lease = leaseIn(request, answer)
  for (const credential of [token, lease]) {
    if (credential === null) continue
    if (RENEWAL.test(request.path)) credentials.renewed(credential)
    else handedOut(credential)
  }
}

function tokenIn({ issuer, path, body, caller }: Request, auth: unknown): Credential | null {
  const [id, secret, lasts] = [textIn(auth, 'accessor'), textIn(auth, 'client_token'), part(auth, 'lease_duration')]
  if (id === undefined) return null
  const isCreated = path.startsWith('auth/token/create')
  const isMinted = isCreated && !path.includes('orphan') && part(body, 'no_parent') !== true
  return {
    id,
    secret,
    issuer,
    kind: 'vault_token',
    subject: path.match(LOGIN_AS)?.slice(1).join('/'),
    scopes: textsIn(auth, 'policies'),
    notAfter: lasts === 0 ? undefined : endAfter(lasts),
    renewable: part(auth, 'renewable') === true,
    // Who logs in does it with something else than Vault's token: only the service knows with what.
    parent: isMinted ? caller : isCreated ? null : undefined,
    delegation: isMinted ? 'mint' : 'login',
  }
}

function leaseIn({ issuer, caller }: Request, answer: unknown): Credential | null {
  const id = textIn(answer, 'lease_id')
  if (id === undefined) return null
  const renewable = part(answer, 'renewable') === true
  const notAfter = endAfter(part(answer, 'lease_duration'))
  return { id, issuer, kind: 'vault_lease', notAfter, renewable, parent: caller, delegation: 'mint' }
}

/** Paths that end one token or lease, which stands in what follows or in the body. */
const REVOCATION = /^(auth\/token|sys)\/(?:leases\/)?revoke(?:-orphan|-accessor)?(?:\/(.+))?$/

/** What a request would end. */
function revokedBy({ issuer, path, body, caller }: Request): Credential | null {
  if (path === 'auth/token/revoke-self') return caller
  const [, of, named] = REVOCATION.exec(path) ?? []
  if (of === undefined) return null
  const isAccessor = path.startsWith('auth/token/revoke-accessor')
  const secret = of === 'auth/token' && !isAccessor ? (named ?? textIn(body, 'token')) : undefined
  const id = secret === undefined ? (named ?? textIn(body, 'accessor') ?? textIn(body, 'lease_id')) : undefined
  return secret === undefined && id === undefined ? null : { id, secret, issuer }
}

function tellRevoked(request: Request, outcome: Outcome): void {
  const credential = request.method === 'GET' ? null : revokedBy(request)
  if (credential === null) return
  const status = part(outcome, 'error', 'response', 'statusCode')
  credentials.revoked(credential, typeof status === 'number' ? { error: status } : failureIn(outcome))
}

/** The client of Vault and OpenBao: all that it does is a request. */
export const vault: Hook = {
  name: 'node-vault',
  versions: ['>=0.9.0 <1'],
  patch(exports) {
    const watched = (client: unknown) => {
      observeMethod(client, 'request', requests)
      return client
    }
    // By require it is the function itself, by import its default.
    if (typeof exports === 'function') return remade(exports, watched)
    return replaceExport(exports, 'default', remade(exports['default'], watched))
  },
}
