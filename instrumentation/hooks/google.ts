import type { Credential } from '../credential.ts'
import { fromJwt, scopesOf } from '../jwt.ts'
import { part, textIn } from './any.ts'
import { handedOut } from './handed-out.ts'
import { observeMethod, type Hook, type Observer } from './observe.ts'

/** As the ID tokens of Google have it in `iss`. */
const ISSUER = 'https://accounts.google.com'

/** Whom a client speaks for: the service account that it impersonates or is. That of its machine has no name there. */
const subjectOf = (client: unknown) => textIn(client, 'targetPrincipal') ?? textIn(client, 'email')

/** The token that a client that impersonates another has itself. */
function sourceOf(client: unknown): Pick<Credential, 'parent' | 'delegation'> {
  const secret = textIn(client, 'sourceClient', 'credentials', 'access_token')
  return secret === undefined ? {} : { parent: { secret, issuer: ISSUER }, delegation: 'impersonate' }
}

/** Of what refreshes: `{ tokens }` or the credentials themselves, with `access_token` and `expiry_date` in milliseconds. */
const refreshes: Observer = (_, client) => (outcome) => {
  const tokens = part(outcome, 'result', 'tokens') ?? part(outcome, 'result')
  const [secret, end] = [textIn(tokens, 'access_token'), part(tokens, 'expiry_date')]
  if (secret === undefined) return
  handedOut({
    secret,
    issuer: ISSUER,
    kind: 'cloud_token',
    subject: subjectOf(client),
    scopes: scopesOf(textIn(tokens, 'scope')),
    notAfter: typeof end === 'number' ? new Date(end) : undefined,
    ...sourceOf(client),
  })
}

/** Of `fetchIdToken(audience)`: a JWT. */
const fetches: Observer = (_, client) => (outcome) => {
  const token = textIn(outcome, 'result')
  if (token !== undefined) handedOut(fromJwt(token, { kind: 'id_token', ...sourceOf(client) }))
}

const METHODS: readonly (readonly [classes: readonly string[], method: string, observer: Observer])[] = [
  [['OAuth2Client', 'Impersonated'], 'refreshToken', refreshes],
  [['OAuth2Client'], 'getTokenAsync', refreshes],
  [
    ['BaseExternalAccountClient', 'DownscopedClient', 'ExternalAccountAuthorizedUserClient'],
    'refreshAccessTokenAsync',
    refreshes,
  ],
  [['Compute', 'JWT', 'Impersonated', 'UserRefreshClient'], 'fetchIdToken', fetches],
]

/** Clients of Google's cloud, wherever their tokens come from. */
export const google: Hook = {
  name: 'google-auth-library',
  versions: ['>=9.0.0 <12'],
  patch(exports) {
    for (const [classes, method, observer] of METHODS)
      for (const name of classes) observeMethod(part(exports, name, 'prototype'), method, observer)
    return exports
  },
}
