import { describe, expect, test } from 'vitest'
import { NEVER, parseRfc3339, toMillis } from '../../../schemas/time.ts'
import {
  CALLER,
  eventOf,
  hmacOf,
  ISSUED,
  login,
  reasonOf,
  response,
  TIME,
  tokenCreate,
  translated,
  typesOf,
} from './fixtures.ts'

const AT = toMillis(parseRfc3339(TIME) ?? 0n)
const issued = (raw: unknown) => eventOf(raw, 'credential.issued')
const renewed = (raw: unknown) => eventOf(raw, 'credential.renewed')
const sentToken = { client_token: hmacOf('d'), client_token_accessor: CALLER }
const UNSAID = 'the lifetime of a token is not said: its expiry is unknown'

describe('Vault: a token', () => {
  test('is issued by a login: its accessor, its end, who logged in; no parent', () => {
    expect(translated(login({ num_uses: 10, entity_id: 'e-1' })).events).toEqual([
      {
        type: 'credential.issued',
        outcome: 'ok',
        time: parseRfc3339(TIME),
        record_id: '00000000-0000-4000-8000-000000000001',
        credential_id: ISSUED,
        credential_kind: 'vault_token',
        issuer: 'vault:vault',
        identity: 'auth/userpass/ana',
        not_after: AT + 3_600_000,
        attributes: {
          'credential.use.action': 'update',
          'credential.use.target': 'auth/userpass/login/ana',
          'client.address': '198.51.100.7',
          'vault.display_name': 'userpass-ana',
          'vault.entity_id': 'e-1',
          'vault.policies': 'default',
          'vault.token.type': 'service',
          'vault.token.ttl': '3600',
          'vault.token.num_uses': '10',
          'vault.client_token': hmacOf('e'),
        },
      },
    ])
  })

  test('that a login happened to send is no parent that ends it: the edge is login', () => {
    expect(issued(login({}, sentToken))).toMatchObject({
      parent_id: CALLER,
      parent_issuer: 'vault:vault',
      delegation: 'login',
    })
  })

  test('is issued by a token, which is its parent, and was used', () => {
    expect(typesOf(tokenCreate())).toEqual(['credential.used', 'credential.issued'])
    expect(issued(tokenCreate())).toMatchObject({
      credential_id: ISSUED,
      identity: 'token/token-ci',
      parent_id: CALLER,
      parent_issuer: 'vault:vault',
      delegation: 'mint',
    })
    expect(issued(tokenCreate({}, { path: 'auth/token/create/ci' }))).toMatchObject({ delegation: 'mint' })
  })

  test.each([{ path: 'auth/token/create-orphan' }, { data: { no_parent: true } }])('is an orphan by %j', (asked) => {
    expect(issued(tokenCreate({}, asked))).not.toHaveProperty('parent_id')
    expect(issued(tokenCreate({}, asked))).toMatchObject({
      identity: 'token/token-ci',
      attributes: { 'vault.issued_by': CALLER },
    })
  })

  test.each([null, '', undefined, 'REDACTED'])('without accessor (batch) is no credential: %j', (accessor) => {
    expect(typesOf(tokenCreate({ accessor }))).toEqual(['credential.used'])
    expect(reasonOf(login({ accessor }))).toBe('ignored: names no token or lease')
  })

  test('is issued too by MFA’s second step, and handed on by unwrapping, without parent', () => {
    expect(issued(login({}, { path: 'sys/mfa/validate' }))).not.toHaveProperty('identity')
    const unwrapped = issued(tokenCreate({}, { path: 'sys/wrapping/unwrap' }))
    expect(unwrapped).not.toHaveProperty('parent_id')
    expect(unwrapped).not.toHaveProperty('identity')
  })

  test('that is root can do everything', () => {
    expect(issued(tokenCreate({ policies: ['root'] })).privilege).toBe(3)
    expect(issued(tokenCreate())).not.toHaveProperty('privilege')
  })
})

describe('Vault: the end of a token', () => {
  const withTtl = (token_ttl: unknown, more: object = {}) => tokenCreate({ token_ttl, ...more })

  test('is the answer’s time and its lifetime, by either name', () => {
    expect(issued(withTtl(60)).not_after).toBe(AT + 60_000)
    expect(issued(withTtl(undefined, { lease_duration: 60 })).not_after).toBe(AT + 60_000)
    expect(issued(withTtl(1e14)).not_after).toBe(NEVER)
  })

  test.each([undefined, null, 0, -1, 1.5, '3600', 1e300])('is unknown, with a warning, where it is %j', (token_ttl) => {
    const { events, warnings } = translated(withTtl(token_ttl))
    expect(events[1]).not.toHaveProperty('not_after')
    expect(warnings).toEqual([UNSAID])
  })

  test('of root is never where it says 0, or where lifetimes are said and it says none', () => {
    const root = { policies: ['root'] }
    expect(issued(withTtl(0, root)).not_after).toBe(NEVER)
    expect(issued(withTtl(undefined, { ...root, token_issue_time: TIME })).not_after).toBe(NEVER)
    expect(issued(withTtl(60, root)).not_after).toBe(AT + 60_000)
    expect(issued(withTtl(undefined, root))).not.toHaveProperty('not_after')
  })

  test('moves by a renewal, which is no issuance', () => {
    for (const path of ['auth/token/renew', 'auth/token/renew-self', 'auth/token/renew-accessor']) {
      expect(typesOf(tokenCreate({}, { path }))).toEqual(['credential.used', 'credential.renewed'])
      const event = renewed(tokenCreate({}, { path }))
      expect(event).toMatchObject({ credential_id: ISSUED, not_after: AT + 3_600_000 })
      expect(event).not.toHaveProperty('parent_id')
      expect(event).not.toHaveProperty('identity')
    }
  })
})

describe('Vault: whom a token speaks for', () => {
  const named = (path: string, display_name: string, metadata: object = {}, more: object = {}) =>
    issued(login({ display_name, metadata }, { path, ...more })).identity

  test.each([
    ['auth/userpass/login/ana', 'userpass-ana', { username: 'ana' }, 'auth/userpass/ana'],
    ['auth/approle/login', 'approle', { role_name: 'ci' }, 'auth/approle/ci'],
    ['auth/team/ldap/login/ana', 'team-ldap-ana', {}, 'auth/team/ldap/ana'],
    ['auth/oidc/oidc/callback', 'oidc-ana@example.com', { role: 'dev' }, 'auth/oidc/ana@example.com'],
    ['auth/approle/login', 'approle', {}, undefined],
    ['auth/jwt/login', 'REDACTED', {}, undefined],
  ])('by %s is %s', (path, displayName, metadata, identity) => {
    expect(named(path, displayName, metadata)).toBe(identity)
  })

  test('is a service account with its namespace, which dashes would join to strangers', () => {
    const metadata = { service_account_namespace: 'a-b', service_account_name: 'c', role: 'x' }
    expect(named('auth/kubernetes/login', 'kubernetes-a-b-c', metadata)).toBe('auth/kubernetes/a-b/c')
  })

  test('is of its namespace, and of the mount that is said', () => {
    const more = { namespace: { id: 'x', path: 'team/' }, mount_point: 'auth/saml/' }
    expect(named('auth/saml/token', 'saml-ana', {}, more)).toBe('team/auth/saml/ana')
  })
})

describe('Vault: a lease', () => {
  const ID = 'aws/creds/reader/xQlJpKDS1ljE9Awz0aywXgbB'
  const leased = (lease_id: unknown, asked: object = {}) =>
    response({ request: { path: 'aws/creds/reader', ...asked }, response: { secret: { lease_id } } })

  test('is issued from the token that asked for it; its end is not said', () => {
    const lease = issued(leased(ID))
    expect(lease).toMatchObject({
      credential_id: ID,
      credential_kind: 'vault_lease',
      issuer: 'vault:vault',
      parent_id: CALLER,
      delegation: 'mint',
      attributes: { 'vault.issued_by': CALLER, 'credential.use.target': 'aws/creds/reader' },
    })
    expect(lease).not.toHaveProperty('not_after')
    expect(lease).not.toHaveProperty('identity')
  })

  test('is renewed, not issued, by a renewal; unwrapped, it is not the wrapping token’s', () => {
    expect(renewed(leased(ID, { path: 'sys/leases/renew' }))).not.toHaveProperty('parent_id')
    expect(issued(leased(ID, { path: 'sys/wrapping/unwrap' }))).not.toHaveProperty('parent_id')
  })

  test.each(['', null, 5, 'REDACTED', hmacOf('f'), 'auth/userpass/login/ana/h1234'])('is none by the id %j', (id) => {
    expect(typesOf(leased(id))).toEqual(['credential.used'])
  })
})
