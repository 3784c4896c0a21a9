import type { Answerer } from '../server.ts'
import { jwtOf } from './jwt.ts'

/** What a client was given by each grant; opaque ones and JWTs. */
const GRANTS: Readonly<Record<string, (issuer: string) => object>> = {
  client_credentials: () => ({
    access_token: 'opaque-access-token-1',
    refresh_token: 'opaque-refresh-token-1',
    expires_in: 3_600,
  }),
  refresh_token: (iss) => ({ access_token: jwtOf({ iss, sub: 'client', jti: 'refreshed' }), expires_in: 3_600 }),
  'urn:ietf:params:oauth:grant-type:token-exchange': (iss) => ({
    access_token: jwtOf({ iss, sub: 'client', jti: 'exchanged', act: { sub: 'agent' } }),
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    expires_in: 60,
  }),
}

/** An authorization server (RFC 6749, 8414, 8693, 7009), and who takes bearer tokens. */
export const oauth: Answerer = ({ base, path, body }) => {
  const issuer = `${base}/oidc`
  if (path.startsWith('/oidc/revoke')) return { body: '' }
  if (!path.startsWith('/oidc/token')) return null
  const grant = new URLSearchParams(body).get('grant_type') ?? 'client_credentials'
  const answer = GRANTS[grant]?.(issuer)
  return answer === undefined
    ? { status: 400, body: { error: 'unsupported_grant_type' } }
    : { body: { token_type: 'bearer', scope: 'read write', ...answer } }
}
