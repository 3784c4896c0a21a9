import type { Answerer } from '../server.ts'
import { jwtOf } from './jwt.ts'

const METADATA = { 'metadata-flavor': 'Google' }
const ACCOUNT = '/computeMetadata/v1/instance/service-accounts/default'

/** A machine's metadata server, and the API that impersonates service accounts. */
export const google: Answerer = ({ path }) => {
  if (path.startsWith(`${ACCOUNT}/token`))
    return { headers: METADATA, body: { access_token: 'ya29.of-the-machine', expires_in: 3_600, token_type: 'Bearer' } }
  if (path.startsWith(`${ACCOUNT}/identity`))
    return {
      headers: { ...METADATA, 'content-type': 'text/html' },
      body: jwtOf({
        iss: 'https://accounts.google.com',
        sub: '1',
        email: 'machine@example',
        aud: 'https://run.example',
        jti: 'google-id',
      }),
    }
  if (path.startsWith('/computeMetadata')) return { headers: METADATA, body: {} }
  if (path.endsWith(':generateAccessToken'))
    return { body: { accessToken: 'ya29.of-another', expireTime: '2100-01-01T00:00:00Z' } }
  return null
}
