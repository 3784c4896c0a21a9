import { describe, expect, test } from 'vitest'
import { parseRfc3339, toMillis } from '../../../schemas/time.ts'
import { CERTIFICATE, NEW_TOKEN_ID, POD_UID, tokenRequest, userWith } from './fixtures.ts'
import { eventsOf, reasonOf, translated, typesOf } from './test-reading.ts'

const NO_LIFETIME = 'the lifetime of a token is not in the log: its expiry is unknown'

/** The answer's body, which only the level RequestResponse has. */
const body = (
  spec: object,
  status: object = { token: 'eyJhbGciOiJub25lIn0.e30.', expirationTimestamp: '2026-03-01T11:00:01Z' },
) => ({
  responseObject: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec, status },
})

describe('Kubernetes: a token', () => {
  test('is issued when it is answered, to its service account, minted from the requester’s credential', () => {
    const [use, issued] = eventsOf(tokenRequest())
    expect(use).toMatchObject({ type: 'credential.used', credential_id: CERTIFICATE, outcome: 'ok' })
    expect(issued).toEqual({
      type: 'credential.issued',
      outcome: 'ok',
      time: parseRfc3339('2026-03-01T10:00:01.5Z'),
      record_id: '11111111-2222-4333-8444-555555555555',
      credential_id: NEW_TOKEN_ID,
      credential_kind: 'kubernetes_token',
      issuer: 'k8s:prod',
      identity: 'system:serviceaccount:shop:checkout',
      parent_id: CERTIFICATE,
      parent_issuer: 'k8s:prod',
      delegation: 'mint',
      attributes: {
        'credential.use.action': 'create serviceaccounts/token',
        'credential.use.target': 'shop/checkout',
        'client.address': '198.51.100.7',
        'user_agent.original': 'checkout/1.0',
        'k8s.issued_by': 'system:node:node-1',
      },
    })
  })

  test('has an unknown expiry and no pod where the answer’s body is not logged, and that is said', () => {
    const { events, warnings } = translated(tokenRequest())
    expect(events[1]).not.toHaveProperty('not_after')
    expect(events[1]).not.toHaveProperty('workload_id')
    expect(warnings).toEqual([NO_LIFETIME])
  })

  test('has the expiry and the pod of the answer’s body', () => {
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'checkout-7d', uid: POD_UID }
    const { events, warnings } = translated(tokenRequest(body({ audiences: ['vault', 'sts'], boundObjectRef })))
    expect(events[1]).toMatchObject({
      not_after: toMillis(parseRfc3339('2026-03-01T11:00:01Z') ?? 0n),
      workload_id: POD_UID,
      workload_kind: 'pod',
      attributes: { 'credential.audience': 'vault sts', 'k8s.pod.name': 'checkout-7d' },
    })
    expect(warnings).toBeUndefined()
    expect(JSON.stringify(events[1]?.attributes)).not.toContain('eyJ')
  })

  test.each([
    ['a secret', { kind: 'Secret', name: 'x', uid: POD_UID }],
    ['a node', { kind: 'Node', name: 'node-1', uid: POD_UID }],
    ['a pod without uid', { kind: 'Pod', name: 'checkout-7d' }],
  ])('that is bound to %s is of no pod', (_, boundObjectRef) => {
    expect(eventsOf(tokenRequest(body({ boundObjectRef })))[1]).not.toHaveProperty('workload_id')
  })

  test('with an expiry that is no time has an unknown one', () => {
    const { events, warnings } = translated(tokenRequest(body({}, { expirationTimestamp: null })))
    expect(events[1]).not.toHaveProperty('not_after')
    expect(warnings).toEqual([NO_LIFETIME])
    expect(eventsOf(tokenRequest({ responseObject: [1] }))).toHaveLength(2)
  })

  test('has no parent where the requester’s credential has no id', () => {
    const [issued] = eventsOf(tokenRequest({ user: { username: 'system:apiserver' } }))
    expect(issued).toMatchObject({ type: 'credential.issued', credential_id: NEW_TOKEN_ID })
    expect(issued).not.toHaveProperty('parent_id')
    expect(issued).not.toHaveProperty('delegation')
  })

  test.each<[string, object]>([
    ['is only asked for', { stage: 'RequestReceived', responseStatus: undefined, annotations: undefined }],
    ['is refused', { responseStatus: { code: 403 } }],
    ['is answered without an id', { annotations: {} }],
    [
      'has a placeholder for an id',
      { annotations: { 'authentication.kubernetes.io/issued-credential-id': 'JTI=1111' } },
    ],
    ['is read, not created', { verb: 'get' }],
    ['is of another resource', { objectRef: { resource: 'x', namespace: 'a', name: 'b', subresource: 'token' } }],
    ['is a service account', { objectRef: { resource: 'serviceaccounts', namespace: 'shop', name: 'checkout' } }],
  ])('that %s is none', (_, fields) => expect(typesOf(tokenRequest(fields))).toEqual(['credential.used']))

  test('that nobody known was refused is nothing at all', () => {
    const refused = { user: userWith('system:anonymous'), responseStatus: { code: 401 } }
    expect(reasonOf(tokenRequest(refused))).toBe('ignored: names no credential, token or pod')
  })
})
