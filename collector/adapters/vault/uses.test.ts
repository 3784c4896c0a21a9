import { describe, expect, test } from 'vitest'
import { parseRfc3339 } from '../../../schemas/time.ts'
import { CALLER, eventOf, hmacOf, login, reasonOf, request, response, TIME, translated, typesOf } from './fixtures.ts'

const DENIED = '1 error occurred:\n\t* permission denied\n\n'
const used = (raw: unknown) => eventOf(raw, 'credential.used')
const withoutAccessor = { client_token_accessor: undefined }

describe('Vault: a use', () => {
  test('is a request with an accessor, accepted at its time; of nobody that it names', () => {
    expect(translated(request()).events).toEqual([
      {
        type: 'credential.used',
        outcome: 'accepted',
        time: parseRfc3339(TIME),
        record_id: '00000000-0000-4000-8000-000000000001',
        credential_id: CALLER,
        credential_kind: 'vault_token',
        issuer: 'vault:vault',
        attributes: {
          'credential.use.action': 'read',
          'credential.use.target': 'secret/data/db',
          'client.address': '198.51.100.7',
          'vault.display_name': 'token-ci',
          'vault.token.type': 'service',
        },
      },
    ])
  })

  test('was allowed, says its answer at the answer’s own time', () => {
    const time = '2026-03-01T10:00:09Z'
    expect(used(response({ time }))).toMatchObject({
      outcome: 'allowed',
      time: parseRfc3339(time),
      credential_id: CALLER,
    })
  })

  test('was denied, says a request that fails with an accessor; its failed answer adds nothing', () => {
    expect(used(request({ error: DENIED }))).toMatchObject({ outcome: 'denied', credential_id: CALLER })
    expect(used(request({ error: DENIED })).attributes).toMatchObject({ 'error.type': 'permission_denied' })
    expect(reasonOf(response({ error: DENIED }))).toBe('ignored: a failed answer: the use is its request’s')
  })

  test('was not allowed by an answer that fails in its data alone', () => {
    expect(reasonOf(response({ response: { data: { error: hmacOf('9') } } }))).toContain('a failed answer')
    expect(used(response({ response: { data: { error: hmacOf('9'), user: hmacOf('8') } } })).outcome).toBe('allowed')
    expect(used(response({ response: { data: { error: null } } })).outcome).toBe('allowed')
  })

  test('keeps issue time and lifetime of its token as attributes alone', () => {
    const auth = { accessor: CALLER, token_issue_time: '2026-03-01T09:00:00Z', token_ttl: 2764800, entity_id: 'e-1' }
    const use = used(request({ auth }))
    expect(use).not.toHaveProperty('not_after')
    expect(use.attributes).toMatchObject({
      'vault.token.issue_time': '2026-03-01T09:00:00Z',
      'vault.token.ttl': '2764800',
      'vault.entity_id': 'e-1',
    })
  })

  test('by a login that sent a token says nothing of the new token', () => {
    const use = used(login({}, { client_token: hmacOf('d'), client_token_accessor: CALLER }))
    expect(use).toMatchObject({ outcome: 'allowed', credential_id: CALLER })
    expect(use.attributes).not.toHaveProperty('vault.display_name')
  })

  test('keeps namespace and mount type where they are said', () => {
    const use = used(request({ request: { namespace: { id: 'x', path: 'team/' }, mount_type: 'kv' } }))
    expect(use.attributes).toMatchObject({ 'vault.namespace': 'team/', 'vault.mount.type': 'kv' })
  })
})

describe('Vault: a token without accessor', () => {
  test('was refused, and names no credential', () => {
    for (const raw of [
      request({ error: DENIED, request: withoutAccessor }),
      response({ error: DENIED, request: withoutAccessor }),
    ]) {
      expect(used(raw)).toMatchObject({ outcome: 'refused', attributes: { 'vault.client_token': hmacOf('d') } })
      expect(used(raw)).not.toHaveProperty('credential_id')
      expect(used(raw)).not.toHaveProperty('issuer')
    }
  })

  test('was accepted where nothing failed (a batch token), and is no credential', () => {
    expect(reasonOf(request({ request: withoutAccessor }))).toBe('ignored: names no token or lease')
    expect(reasonOf(response({ request: withoutAccessor }))).toBe('ignored: names no token or lease')
  })

  test('is not refused by a login that fails for its password', () => {
    const raw = request({ error: DENIED, request: { ...withoutAccessor, path: 'auth/userpass/login/ana' } })
    expect(reasonOf(raw)).toBe('ignored: names no token or lease')
  })

  test('is none at all where none was sent', () => {
    const nobody = { ...withoutAccessor, client_token: undefined }
    expect(reasonOf(request({ error: 'missing client token', request: nobody }))).toBe(
      'ignored: names no token or lease',
    )
  })
})

describe('Vault: an accessor', () => {
  test.each(['mCzZ7PbFGLTWxhqFVYzdMHUE', 'bsXKwghCLgLZWdqdmHZeKAHc.MhXUM', '4c2f1a9e-8b7d-4e6f-9a0b-1c2d3e4f5a6b'])(
    'is plain where the device does not hide it: %s',
    (accessor) => expect(used(request({ request: { client_token_accessor: accessor } })).credential_id).toBe(accessor),
  )

  test.each([
    '',
    null,
    5,
    'REDACTED',
    '1111',
    'a'.repeat(24),
    `hmac-sha256:${'0'.repeat(64)}`,
    'hmac-sha256:12',
    `hvs.${'x1'.repeat(12)}`,
    `s.${'x1'.repeat(12)}`,
    `hmac-sha256:${'a7'.repeat(32)}\n`,
  ])('is none where it does not look like one: %j', (accessor) => {
    expect(reasonOf(request({ request: { client_token_accessor: accessor } }))).toBe('ignored: names no token or lease')
  })
})

test.each([
  ['invalid accessor', 'expired'],
  ['1 error occurred:\n\t* unsupported path\n\n', 'unsupported'],
  ['1 error occurred:\n\t* invalid request\n\n', 'invalid_request'],
  ['the password is hunter2', 'other'],
])('the error "%s" is kept as "%s"', (error, kept) => {
  expect(used(request({ error })).attributes?.['error.type']).toBe(kept)
  expect(typesOf(request({ error }))).toEqual(['credential.used'])
})
