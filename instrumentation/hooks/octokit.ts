import { hostOf } from '../issuers.ts'
import { part, textIn } from './any.ts'
import { handedOut } from './handed-out.ts'
import { observed, remade, replaceExport, type Hook, type Observer } from './observe.ts'

/** `POST /app/installations/{installation_id}/access_tokens`. */
const TOKENS = /\/app\/installations\/[^/]+\/access_tokens$/

interface Installation {
  readonly token: string
  readonly subject: string
  readonly expiresAt: string | undefined
  readonly permissions: unknown
}

/** A token of an app's installation, issued by the server that it is of. */
function tell({ token, subject, expiresAt, permissions }: Installation, issuer: string): void {
  const scopes = Object.entries(permissions instanceof Object ? permissions : {}).map((pair) => pair.join(':'))
  const end = expiresAt === undefined ? undefined : new Date(expiresAt)
  handedOut({ secret: token, issuer, kind: 'github_token', subject, scopes, notAfter: end })
}

const subjectOf = (app: unknown, installation: unknown) => `app/${String(app)}/installation/${String(installation)}`

/** The server behind an address of GitHub's API, as it is named everywhere. */
const issuerOf = (address: unknown) => `https://${(hostOf(address) || 'api.github.com').replace(/^api\./, '')}`

/** Of `auth({ type: 'installation' })`. */
const gives =
  (app: unknown, issuer: string): Observer =>
  () =>
  (outcome) => {
    const given = part(outcome, 'result')
    const token = textIn(given, 'token')
    if (token === undefined || textIn(given, 'tokenType') !== 'installation') return
    const [expiresAt, permissions] = [textIn(given, 'expiresAt'), part(given, 'permissions')]
    tell({ token, subject: subjectOf(app, part(given, 'installationId')), expiresAt, permissions }, issuer)
  }

/** Of a request that a hook makes before that of its caller: for a token. */
const asks =
  (app: unknown): Observer =>
  ([route, parameters]) =>
  (outcome) => {
    const token = textIn(outcome, 'result', 'data', 'token')
    if (token === undefined || typeof route !== 'string' || !TOKENS.test(route)) return
    const given = part(outcome, 'result', 'data')
    const [expiresAt, permissions] = [textIn(given, 'expires_at'), part(given, 'permissions')]
    const subject = subjectOf(app, part(parameters, 'installation_id'))
    tell({ token, subject, expiresAt, permissions }, issuerOf(textIn(outcome, 'result', 'url')))
  }

/** A request function of Octokit's, of which requests for tokens are observed, and those of what it makes with other defaults. */
function requesting(request: unknown, app: unknown): unknown {
  const same = observed(request, asks(app))
  if (typeof same !== 'function') return same
  return new Proxy(same, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      return name === 'defaults' ? remade(value, (made) => requesting(made, app)) : value
    },
  })
}

/** `createAppAuth(options)`: what it returns is called for a token, and is a hook that gets one by itself. */
export const octokit: Hook = {
  name: '@octokit/auth-app',
  versions: ['>=6.0.0 <9'],
  patch: (exports) =>
    replaceExport(
      exports,
      'createAppAuth',
      remade(exports['createAppAuth'], (made, [options]) => {
        const [app, hook] = [part(options, 'appId'), part(made, 'hook')]
        const address = part(options, 'request', 'endpoint', 'DEFAULTS', 'baseUrl')
        const auth = observed(made, gives(app, issuerOf(address)))
        if (typeof hook !== 'function') return auth
        const observing = (request: unknown, ...args: readonly unknown[]) =>
          (hook as (...args: unknown[]) => unknown)(requesting(request, app), ...args)
        return Object.assign(auth as object, { hook: observing })
      }),
    ),
}
