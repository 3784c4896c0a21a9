import { describe, expect, test } from 'vitest'
import { LifecycleEvent } from '../schemas/events.ts'
import { SECRETS, seeded } from '../redaction/canaries/canaries.ts'
import { redactEvent } from './redact-event.ts'

const token = SECRETS['ghp']?.(seeded(1)) ?? ''
const jwt = SECRETS['jwt']?.(seeded(2)) ?? ''
const fingerprint = (text: string) => `hmac:${text.length}`

const clean: LifecycleEvent = {
  type: 'credential.used',
  outcome: 'ok',
  time: 1n,
  credential_id: 'ASIAEXAMPLE0000000001',
  issuer: 'https://token.example.com',
  identity: 'arn:aws:iam::111122223333:role/worker',
  attributes: { 'client.address': '198.51.100.7' },
}

describe('an event is redacted before it is stored', () => {
  test('one without secrets is the same event', () => {
    const { event, found } = redactEvent(clean, fingerprint)
    expect(event).toBe(clean)
    expect(found).toBe(0)
  })

  test.each([
    'credential_id',
    'parent_id',
    'workload_id',
    'presenter_id',
    'identity',
    'owner_id',
    'record_id',
  ] as const)('a secret in %s becomes a fingerprint, by which it still joins', (column) => {
    const { event, found } = redactEvent({ ...clean, [column]: jwt }, fingerprint)
    expect(event[column]).toBe(fingerprint(jwt))
    expect(found).toBe(1)
    expect(() => LifecycleEvent.parse(event)).not.toThrow()
  })

  test('in any other column and in attributes it is taken out, names included', () => {
    const raw = {
      ...clean,
      issuer: 'https://app:hunter22@idp.example.com',
      attributes: { [`k ${token}`]: 'v', b: `x ${jwt}` },
    }
    expect(redactEvent(raw, fingerprint)).toMatchObject({
      event: {
        issuer: 'https://app:[redacted:url_password]@idp.example.com',
        attributes: { 'k [redacted:github_token]': 'v', b: 'x [redacted:jwt]' },
      },
      found: 3,
    })
  })

  test('an attribute that is named as a secret keeps no value that could be one', () => {
    const attributes = {
      'db.password': 'hunter22',
      'http.request.header.authorization': 'Custom abc123',
      'vault.client_token': 'hmac-sha256:00ff',
      'gen_ai.usage.input_tokens': '1200',
    }
    expect(redactEvent({ ...clean, attributes }, fingerprint).event.attributes).toEqual({
      'db.password': '[redacted:named]',
      'http.request.header.authorization': '[redacted:named]',
      'vault.client_token': 'hmac-sha256:00ff',
      'gen_ai.usage.input_tokens': '1200',
    })
  })

  test('__proto__ is a name like any other', () => {
    const attributes: unknown = JSON.parse(`{"__proto__":"${token}","b":"1"}`)
    const { event } = redactEvent(LifecycleEvent.parse({ ...clean, attributes }), fingerprint)
    expect(JSON.stringify(Object.entries(event.attributes ?? {}))).not.toContain(token)
    expect({}).not.toHaveProperty('b')
  })

  test('no canary survives in any column, name or value', () => {
    const draw = seeded(13)
    for (let run = 0; run < 50; run += 1) {
      for (const make of Object.values(SECRETS)) {
        const secret = make(draw)
        const raw = {
          ...clean,
          credential_id: secret,
          identity: secret,
          issuer: secret,
          attributes: { [secret]: 'x', value: secret },
        }
        const { event } = redactEvent(raw, fingerprint)
        const stored = JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
        expect(stored).not.toContain(JSON.stringify(secret).slice(1, -1))
      }
    }
  })
})
