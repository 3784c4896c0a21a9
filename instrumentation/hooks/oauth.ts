import type { Credential } from '../credential.ts'
import { fromJwt, scopesOf } from '../jwt.ts'
import { part, textIn } from './any.ts'
import { endAfter, handedOut } from './handed-out.ts'

/** What is known of a token's making beside the answer. */
export type Origin = Pick<Credential, 'parent' | 'delegation'>

/** A token as a credential: a JWT by what it says, any other by its hash. */
export function tokenOf(token: string, issuer: string): Credential {
  const { issuer: said, ...known } = fromJwt(token)
  return { ...known, issuer: said === '' ? issuer : said }
}

/** Tells of what a token endpoint answered (RFC 6749, 5.1): an access token, and a refresh token where there is one. */
export function tellTokens(answer: unknown, issuer: string, origin: Origin = {}): void {
  const [access, refresh] = [textIn(answer, 'access_token'), textIn(answer, 'refresh_token')]
  if (access === undefined) return
  const scopes = scopesOf(textIn(answer, 'scope'))
  const token = tokenOf(access, issuer)
  const notAfter = token.notAfter ?? endOf(answer)
  handedOut({ ...token, kind: 'oauth_access_token', scopes: token.scopes ?? scopes, notAfter, ...origin })
  if (refresh !== undefined) handedOut({ ...tokenOf(refresh, issuer), kind: 'oauth_refresh_token', scopes, ...origin })
}

function endOf(answer: unknown): Date | undefined {
  const at = part(answer, 'expires_at')
  return at instanceof Date ? at : endAfter(part(answer, 'expires_in'))
}
