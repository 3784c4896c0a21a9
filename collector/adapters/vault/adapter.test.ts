import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LifecycleEvent } from '../../../schemas/events.ts'
import { parseRfc3339 } from '../../../schemas/time.ts'
import { recogniseRecord } from '../index.ts'
import { vault } from './adapter.ts'
import { CALLER, hmacOf, reasonOf, request, response, TIME, tokenCreate, translated } from './fixtures.ts'

const ID = '00000000-0000-4000-8000-000000000001'

describe('Vault: an entry', () => {
  test('is known by the request’s id and its type: a request and its answer are two', () => {
    expect(translated(request()).id).toEqual([ID, 'request'])
    expect(translated(response()).id).toEqual([ID, 'response'])
    expect(translated(response()).events[0]?.record_id).toBe(ID)
  })

  test.each([undefined, null, '', 'REDACTED', 5])('has no id of its own where that is %s', (id) => {
    const { id: own, events } = translated(request({ request: { id } }))
    expect(own).toEqual([])
    expect(events[0]).not.toHaveProperty('record_id')
  })

  test('has the source as issuer: HMACs are equal only within one device', () => {
    const issuers = (source?: string) => translated(tokenCreate(), source).events.map(({ issuer }) => issuer)
    expect(issuers('eu-1/file')).toEqual(['vault:eu-1/file', 'vault:eu-1/file'])
    expect(issuers()).toEqual(['vault:vault', 'vault:vault'])
    expect(translated(tokenCreate(), 'eu-1').events[1]?.parent_issuer).toBe('vault:eu-1')
  })

  test('keeps its nanoseconds, and a zone is read', () => {
    expect(translated(request()).events[0]?.time).toBe(parseRfc3339(TIME))
    const zoned = translated(request({ time: '2026-03-01T11:00:00.123456789+01:00' }))
    expect(zoned.events[0]?.time).toBe(parseRfc3339(TIME))
  })

  test('without a time, or with what is none, is rejected', () => {
    for (const time of [undefined, null, '', 5]) {
      expect(reasonOf(request({ time }))).toBe('rejected: no time: the audit device leaves it out')
    }
    expect(reasonOf(request({ time: 'yesterday' }))).toBe('rejected: time is not a time')
    expect(reasonOf(request({ time: '2026-02-30T10:00:00Z' }))).toBe('rejected: time is not a time')
  })

  test('of the first versions, with every empty field written out, says the same', () => {
    const empty = { error: '', response: { secret: { lease_id: '' }, data: null } }
    expect(translated(response(empty)).events).toEqual(translated(response()).events)
  })

  test('whose parts are of another shape still tells what is left', () => {
    const odd = { auth: 'none', response: { auth: [1], secret: 7, data: 'text' }, error: 5 }
    expect(translated(response({ ...odd, request: { data: [], namespace: 'ns' } })).events).toHaveLength(1)
    expect(translated(response({ response: 'none' })).events).toHaveLength(1)
  })

  test('with __proto__ as a key changes nothing but itself', () => {
    const hostile: unknown = JSON.parse(`{"__proto__":{"polluted":1},${JSON.stringify(request()).slice(1)}`)
    expect(translated(hostile).events).toEqual(translated(request()).events)
    expect({}).not.toHaveProperty('polluted')
  })
})

test('Vault: whatever stands in the fields of an entry, it comes to an outcome', () => {
  const fields = ['auth', 'error', 'response', 'time', 'type'] as const
  const asked = ['client_token', 'client_token_accessor', 'data', 'id', 'mount_point', 'namespace', 'path'] as const
  const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(CALLER, 'auth/token/create', 'auth/x/login', 'response'))
  const some = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 3 })
  fc.assert(
    fc.property(
      some(fields),
      some(asked),
      some(['accessor', 'policies', 'token_ttl', 'metadata']),
      (top, inside, auth) => {
        const outcome = vault.translate(response({ response: { auth }, ...top, request: inside }))
        for (const event of outcome.kind === 'accepted' ? outcome.value.events : []) LifecycleEvent.parse(event)
      },
    ),
  )
})

describe('Vault: no secret passes', () => {
  const SECRET = `hvs.${'CAESIJabc'.repeat(9)}`

  test('not the raw values of a device that logs them', () => {
    const auth = { client_token: SECRET, accessor: CALLER, metadata: { password: SECRET }, policies: ['default'] }
    const asked = {
      client_token: SECRET,
      data: { token: SECRET, password: SECRET },
      headers: { 'x-vault-token': [SECRET] },
    }
    const raw = [
      request({ auth, request: asked }),
      response({
        auth,
        request: asked,
        response: { auth: { ...auth, accessor: hmacOf('b') }, data: { value: SECRET } },
      }),
      response({ auth, request: { ...asked, operation: 'update', path: 'auth/token/revoke' } }),
      request({ error: `permission denied: ${SECRET}`, request: { ...asked, client_token_accessor: undefined } }),
      request({ error: SECRET, request: asked }),
    ]
    for (const entry of raw) {
      const outcome = vault.translate(entry)
      expect(JSON.stringify(outcome, (_, value: unknown) => (typeof value === 'bigint' ? '' : value))).not.toContain(
        'CAES',
      )
    }
  })

  test.each([
    ['auth/token/lookup/4f3c1a9e', 'auth/token/lookup/[redacted:vault]'],
    ['auth/token/renew/4f3c1a9e', 'auth/token/renew/[redacted:vault]'],
    ['auth/token/revoke-orphan/4f3c1a9e', 'auth/token/revoke-orphan/[redacted:vault]'],
    ['auth/approle/role/ci/secret-id/4f3c1a9e', 'auth/approle/role/ci/secret-id/[redacted:vault]'],
    ['auth/approle/role/ci/secret-id/lookup', 'auth/approle/role/ci/secret-id/lookup'],
    ['auth/token/revoke-self', 'auth/token/revoke-self'],
    ['secret/data/revoke/x', 'secret/data/revoke/x'],
  ])('old forms of paths end in one: %s', (path, target) => {
    expect(translated(request({ request: { path } })).events[0]?.attributes?.['credential.use.target']).toBe(target)
  })
})

describe('Vault: what is no entry', () => {
  test.each<[string, unknown]>([
    ['rejected: a Vault audit entry wrapped', { message: JSON.stringify(request()), '@timestamp': TIME }],
    ['rejected: a Vault audit entry wrapped', { log: response(), stream: 'stdout' }],
    ['rejected: an answer of Vault’s API', { request_id: 'x', lease_id: '', lease_duration: 0, wrap_info: null }],
    ['ignored: a Vault event notification', { id: 'x', source: 'vault://eu-1', specversion: '1.0', type: '*' }],
  ])('is named: %s', (reason, raw) => {
    expect(recogniseRecord(raw)).toBe(vault)
    expect(reasonOf(raw)).toContain(reason)
  })

  test.each([
    null,
    5,
    'text',
    [],
    {},
    { type: 'request', auth: {} },
    { type: 'request', request: { path: '/', method: 'GET' } },
    { type: 'request', request: { path: '/', operation: 'GetObject' } },
    { type: 'audit', request: { path: 'x', operation: 'read' } },
    { kind: 'Event', auditID: 'x', verb: 'create', requestURI: '/api' },
    { '@level': 'info', '@message': 'core: vault is unsealed', '@module': 'core' },
    { id: 'x', source: '/other', specversion: '1.0', type: 'y' },
    { eventVersion: '1.08', eventName: 'GetObject', eventSource: 's3.amazonaws.com', userIdentity: {} },
    { message: 'request and response of an operation on a path' },
  ])('and of somebody else is not ours (%#)', (raw) => {
    expect(recogniseRecord(raw)).not.toBe(vault)
    expect(vault.translate(raw).kind).toBe('rejected')
  })

  test('for lack of what every entry has', () => {
    expect(recogniseRecord(request())).toBe(vault)
    expect(reasonOf(request({ request: { path: undefined } }))).toBe('rejected: not an entry of a Vault audit device')
  })
})
