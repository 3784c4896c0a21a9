import { describe, expect, test } from 'vitest'
import { AT, alertOf, messageOf } from '../alert-for-test.ts'
import { isSaid, securityEvent, verificationEvent, type Beside } from './caep.ts'
import { codeIn } from './set-errors.ts'

const BESIDE: Beside = {
  issuer: 'https://lifespan.example',
  audience: 'https://broker.example/caep',
  event: 'risk-level-change',
  credentialType: 'token',
  worst: 'high',
}
const claims = (said: Parameters<typeof messageOf>[0] = {}, beside: Partial<Beside> = {}) =>
  securityEvent(messageOf(said), { ...BESIDE, ...beside }) as {
    readonly jti: string
    readonly iat: number
    readonly sub_id: object
    readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
const eventOf = (...args: Parameters<typeof claims>) => Object.values(claims(...args).events)[0]!

describe('a security event token', () => {
  test('says how bad it is with the credential of a finding', () => {
    expect(claims()).toMatchInlineSnapshot(`
      {
        "aud": "https://broker.example/caep",
        "events": {
          "https://schemas.openid.net/secevent/caep/event-type/risk-level-change": {
            "current_level": "HIGH",
            "event_timestamp": 1767225600,
            "initiating_entity": "policy",
            "principal": "SESSION",
            "reason_admin": {
              "en": "L01 Credential outlives its workload: jti-1 (high) is open",
            },
            "risk_reason": "L01 Credential outlives its workload",
          },
        },
        "iat": 1767225600,
        "iss": "https://lifespan.example",
        "jti": "msg_1",
        "sub_id": {
          "format": "jwt_id",
          "iss": "https://broker.example",
          "jti": "jti-1",
        },
        "txn": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      }
    `)
  })

  test('says that a session is revoked, or a credential, where that is asked for', () => {
    expect([
      claims({}, { event: 'session-revoked' }).events,
      claims({}, { event: 'credential-change', credentialType: 'api-key' }).events,
    ]).toMatchInlineSnapshot(`
      [
        {
          "https://schemas.openid.net/secevent/caep/event-type/session-revoked": {
            "event_timestamp": 1767225600,
            "initiating_entity": "policy",
            "reason_admin": {
              "en": "L01 Credential outlives its workload: jti-1 (high) is open",
            },
          },
        },
        {
          "https://schemas.openid.net/secevent/caep/event-type/credential-change": {
            "change_type": "revoke",
            "credential_type": "api-key",
            "event_timestamp": 1767225600,
            "initiating_entity": "policy",
            "reason_admin": {
              "en": "L01 Credential outlives its workload: jti-1 (high) is open",
            },
          },
        },
      ]
    `)
  })

  test('that says of a revocation of which somebody told says when that was', () => {
    const alert = alertOf({ rule: 'L03', since: AT - 3_600_000 })
    const times = (['session-revoked', 'credential-change', 'risk-level-change'] as const).map(
      (event) => eventOf({ alert }, { event })['event_timestamp'],
    )
    expect(times).toEqual([AT / 1_000 - 3_600, AT / 1_000 - 3_600, AT / 1_000])
  })

  test('is the same at each attempt: its id, and when it was issued', () => {
    const [first, later] = [claims({ attempts: 0 }), claims({ attempts: 7 })]
    expect(later).toEqual(first)
    expect([first.jti, first.iat]).toEqual(['msg_1', AT / 1_000])
  })

  test('gives the level of what is open of its subject, be it another finding', () => {
    const level = (worst: Beside['worst']) => eventOf({ occasion: 'closed' }, { worst })['current_level']
    expect([null, 'low', 'medium', 'high', 'critical'].map((worst) => level(worst as Beside['worst']))).toEqual([
      'LOW',
      'LOW',
      'MEDIUM',
      'HIGH',
      'HIGH',
    ])
  })

  test('names whom it is about as its receiver knows it', () => {
    const about = (said: Parameters<typeof alertOf>[0]) => claims({ alert: alertOf(said) }).sub_id
    const identity = { kind: 'identity', issuer: '' } as const
    expect([
      about({}),
      about({ subject: 'hmac:00ff' }),
      about({ issuer: 'aws', subject: 'ASIATFQR7NSCSHSEVYP5' }),
      about({ ...identity, subject: 'spiffe://example.org/checkout' }),
      about({ ...identity, subject: 'arn:aws:iam::123456789012:role/checkout' }),
    ]).toEqual([
      { format: 'jwt_id', iss: 'https://broker.example', jti: 'jti-1' },
      { format: 'opaque', id: 'hmac:00ff' },
      { format: 'opaque', id: 'ASIATFQR7NSCSHSEVYP5' },
      { format: 'uri', uri: 'spiffe://example.org/checkout' },
      { format: 'opaque', id: 'arn:aws:iam::123456789012:role/checkout' },
    ])
  })

  test('of a trial says that it is one, and revokes nothing', () => {
    expect(verificationEvent('id-1', AT, BESIDE).events).toEqual({
      'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'id-1' },
    })
  })
})

describe('that something is revoked', () => {
  const said = (event: Beside['event'], kind: 'credential' | 'identity') =>
    (['opened', 'changed', 'repeated', 'closed', 'retracted'] as const).filter((occasion) =>
      isSaid(event, occasion, alertOf({ kind })),
    )

  test('is said of a credential when its finding opens and when it is repeated, and of no identity', () => {
    for (const event of ['session-revoked', 'credential-change'] as const)
      expect([said(event, 'credential'), said(event, 'identity')]).toEqual([['opened', 'repeated'], []])
  })

  test('is nothing that a level of risk depends on: that is said of all', () => {
    expect([said('risk-level-change', 'credential').length, said('risk-level-change', 'identity').length]).toEqual([
      5, 5,
    ])
  })
})

test('of a refusal the code is told where it is a known one, and nothing else', () => {
  const answers = [
    '{"err":"invalid_key","description":"secret of mine"}',
    '{"err":"secret of mine"}',
    '{"err":7}',
    'null',
    '[]',
    'secret of mine',
    '',
  ]
  expect(answers.map(codeIn)).toEqual(['invalid_key', null, null, null, null, null, null])
})
