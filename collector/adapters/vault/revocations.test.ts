import { describe, expect, test } from 'vitest'
import { CALLER, eventOf, hmacOf, OTHER, reasonOf, request, response, typesOf } from './fixtures.ts'

const LEASE = 'aws/creds/reader/xQlJpKDS1ljE9Awz0aywXgbB'
const revoke = (path: string, data: object = {}, fields: object = {}) =>
  response({ request: { operation: 'update', path, data }, ...fields })
const revoked = (raw: unknown) => eventOf(raw, 'credential.revoked')

describe('Vault: a revocation', () => {
  test.each<[string, object, string, string]>([
    ['auth/token/revoke-self', {}, CALLER, 'vault_token'],
    ['auth/token/revoke-accessor', { accessor: OTHER }, OTHER, 'vault_token'],
    [`auth/token/revoke-accessor/${OTHER}`, {}, OTHER, 'vault_token'],
    [`sys/leases/revoke/${LEASE}`, { sync: false }, LEASE, 'vault_lease'],
    [`sys/revoke/${LEASE}`, {}, LEASE, 'vault_lease'],
    ['sys/leases/revoke', { lease_id: LEASE }, LEASE, 'vault_lease'],
  ])('by %s names what it ends', (path, data, id, kind) => {
    expect(typesOf(revoke(path, data))).toEqual(['credential.used', 'credential.revoked'])
    expect(revoked(revoke(path, data))).toMatchObject({
      outcome: 'ok',
      credential_id: id,
      credential_kind: kind,
      issuer: 'vault:vault',
      attributes: { 'vault.revoked_by': CALLER },
    })
  })

  test.each<[string, object, object]>([
    ['auth/token/revoke', { token: hmacOf('e') }, { 'vault.client_token': hmacOf('e') }],
    ['auth/token/revoke-orphan', { token: hmacOf('e') }, { 'vault.client_token': hmacOf('e') }],
    ['sys/leases/revoke', { lease_id: hmacOf('f') }, { 'vault.lease': hmacOf('f') }],
    ['sys/leases/revoke-prefix/aws', {}, { 'credential.use.target': 'sys/leases/revoke-prefix/aws' }],
    ['sys/leases/revoke-force/aws', {}, {}],
    ['sys/revoke-prefix/aws', {}, {}],
    ['sys/leases/revoke/auth/userpass/login/ana/h1234', {}, {}],
  ])('by %s is kept and names none', (path, data, attributes) => {
    const event = revoked(revoke(path, data))
    expect(event).not.toHaveProperty('credential_id')
    expect(event).not.toHaveProperty('issuer')
    expect(event.attributes).toMatchObject(attributes)
  })

  test('that failed is said to have failed, by its error or by its data’s', () => {
    const failed = [{ error: 'internal error' }, { response: { data: { error: hmacOf('9') } } }]
    for (const fields of failed) {
      const raw = revoke('auth/token/revoke-accessor', { accessor: OTHER }, fields)
      expect(typesOf(raw)).toEqual(['credential.revoked'])
      expect(revoked(raw)).toMatchObject({
        outcome: 'failed',
        credential_id: OTHER,
        attributes: { 'error.type': 'other' },
      })
    }
  })

  test('that failed because its token had expired says so, where the text is not hidden', () => {
    const raw = revoke('auth/token/revoke-accessor', { accessor: OTHER }, { error: 'invalid accessor' })
    expect(revoked(raw)).toMatchObject({ outcome: 'failed', attributes: { 'error.type': 'expired' } })
  })

  test('by a token that had expired was never begun: it is a refused use', () => {
    const asked = { operation: 'update', path: 'auth/token/revoke-self', client_token_accessor: undefined }
    expect(typesOf(response({ error: 'permission denied', request: asked }))).toEqual(['credential.used'])
  })

  test('takes effect with its answer, not with its request', () => {
    expect(typesOf(request({ request: { operation: 'update', path: 'auth/token/revoke-self' } }))).toEqual([
      'credential.used',
    ])
  })

  test('is none where its path is only read about, or is another’s', () => {
    expect(typesOf(response({ request: { operation: 'help', path: 'auth/token/revoke-self' } }))).toEqual([
      'credential.used',
    ])
    expect(typesOf(revoke('auth/token/revoke-selfish'))).toEqual(['credential.used'])
    expect(typesOf(revoke('secret/sys/leases/revoke/x/y'))).toEqual(['credential.used'])
    expect(reasonOf(revoke('secret/data/x', {}, { error: 'x' }))).toContain('a failed answer')
  })
})
