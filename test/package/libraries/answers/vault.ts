import type { Answerer } from '../server.ts'

const auth = (name: string, more: object = {}) => ({
  auth: {
    client_token: `hvs.${name.repeat(12).slice(0, 90)}`,
    accessor: `accessor-${name}`,
    policies: ['default', name],
    token_policies: ['default', name],
    lease_duration: 3_600,
    renewable: true,
    ...more,
  },
})
const lease = { lease_id: 'database/creds/app/lease-1', lease_duration: 600, renewable: true }

/** Vault's HTTP API. */
export const vault: Answerer = ({ method, path, body }) => {
  const does = `${method} ${path.slice('/v1/'.length)}`
  if (does === 'POST auth/userpass/login/app') return { body: auth('login') }
  if (does === 'POST auth/token/create') return { body: auth('child') }
  if (does === 'POST auth/token/renew-self') return { body: auth('login', { lease_duration: 7_200 }) }
  if (does === 'GET database/creds/app') return { body: { ...lease, data: { username: 'u', password: 'p' } } }
  if (does === 'PUT sys/leases/renew') return { body: { ...lease, lease_duration: 1_200 } }
  if (does === 'PUT sys/leases/revoke') return { status: 204, body: '' }
  if (does === 'POST auth/token/revoke-self') return { status: 204, body: '' }
  if (does === 'POST auth/token/revoke-accessor') return body.includes('child') ? { status: 204, body: '' } : null
  if (does === 'GET secret/data/db') return { body: { data: { data: {} } } }
  if (does === 'GET secret/data/other')
    return { status: 403, body: { errors: ['1 error occurred: permission denied'] } }
  return null
}
