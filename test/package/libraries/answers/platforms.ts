import type { Answerer } from '../server.ts'
import { END, jwtOf } from './jwt.ts'

/** Entra ID as its libraries see it: a machine's identity (App Service), and the token endpoint. */
export const azure: Answerer = ({ path, body }) => {
  const tenant = 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/'
  if (path.startsWith('/azure/msi'))
    return {
      body: {
        access_token: jwtOf({ iss: tenant, sub: 'machine', uti: 'azure-machine', aud: 'https://vault.azure.net' }),
        expires_on: String(END),
        resource: 'https://vault.azure.net',
        token_type: 'Bearer',
      },
    }
  const isOnBehalf = new URLSearchParams(body).get('requested_token_use') === 'on_behalf_of'
  const uti = isOnBehalf ? 'azure-on-behalf' : 'azure-client'
  return { body: { token_type: 'Bearer', expires_in: 3_599, access_token: jwtOf({ iss: tenant, sub: 'app', uti }) } }
}

/** The API server of a cluster: TokenRequest. */
export const kubernetes: Answerer = ({ method, path, body }) => {
  if (method !== 'POST' || path.split('?')[0] !== '/api/v1/namespaces/shop/serviceaccounts/checkout/token') return null
  const { spec } = JSON.parse(body) as { spec: { audiences: string[] } }
  const token = jwtOf({
    iss: 'https://kubernetes.default.svc',
    sub: 'system:serviceaccount:shop:checkout',
    jti: 'kubernetes-token',
    aud: spec.audiences,
  })
  return {
    status: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      spec,
      status: { token, expirationTimestamp: '2100-01-01T00:00:00Z' },
    },
  }
}
