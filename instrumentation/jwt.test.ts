import { describe, expect, test } from 'vitest'
import { fromJwt } from './jwt.ts'

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
const ISSUER = 'https://idp.example'

describe('a JWT', () => {
  test('is the credential that it says it is', () => {
    const act = { sub: 'agent-7', act: { sub: 'service-3', act: { client: 'nobody' } } }
    const claims = {
      iss: ISSUER,
      sub: 'alice',
      aud: ['a', 'b'],
      exp: 1_800_000_000,
      nbf: 1_700_000_000,
      jti: 'j-1',
      scope: 'read write',
      act,
    }
    expect(fromJwt(jwt(claims))).toEqual({
      id: 'j-1',
      secret: jwt(claims),
      issuer: ISSUER,
      kind: 'jwt',
      subject: 'alice',
      audience: ['a', 'b'],
      scopes: ['read', 'write'],
      notBefore: 1_700_000_000,
      notAfter: 1_800_000_000,
      actors: ['agent-7', 'service-3'],
    })
  })

  test('without an id is known by itself, and what is known of it goes before', () => {
    const token = jwt({ iss: ISSUER, sub: 'alice', scp: ['a'], exp: 'never' })
    expect(fromJwt(token, { kind: 'id_token', issuer: 'https://other.example' })).toMatchObject({
      secret: token,
      issuer: 'https://other.example',
      kind: 'id_token',
      scopes: ['a'],
      notAfter: undefined,
    })
  })

  test('whose scopes are a secret in two words is told without it', () => {
    const basic = Buffer.from('user:CANARY-password').toString('base64')
    expect(fromJwt(jwt({ iss: ISSUER, scope: `read Basic ${basic}` })).scopes).toEqual([
      'read',
      'Basic',
      '[redacted:basic]',
    ])
  })

  test('that does not say who issued it is told where somebody else knows', () => {
    expect(fromJwt(jwt({ sub: 'alice' }))).toMatchObject({ issuer: '' })
    expect(fromJwt(jwt({ sub: 'alice' }), { issuer: ISSUER })).toMatchObject({ issuer: ISSUER, subject: 'alice' })
  })

  test.each(['', 'opaque', 'a.b.c', 'e30.bnVsbA.c2ln', `e30.${'x'.repeat(1_000)}.c2ln`, 7, null, undefined])(
    'is not: %s',
    (token) => {
      expect(fromJwt(token as string, { issuer: ISSUER })).toEqual({ secret: token, issuer: ISSUER })
    },
  )
})
