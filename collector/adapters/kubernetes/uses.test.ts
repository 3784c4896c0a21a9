import { describe, expect, test } from 'vitest'
import { parseRfc3339 } from '../../../schemas/time.ts'
import { answer, CERTIFICATE, CHECKOUT, line, KUBELET, POD_UID, TOKEN_ID, userWith } from './fixtures.ts'
import { eventsOf, reasonOf, translated } from './test-reading.ts'

const NOTHING = 'ignored: names no credential, token or pod'
const NO_FORM = 'ignored: a credential id of no known form'

describe('Kubernetes: a use', () => {
  test('is any request with a credential id, by whom the credential speaks for, from the pod it is bound to', () => {
    expect(eventsOf(line())).toEqual([
      {
        type: 'credential.used',
        outcome: 'accepted',
        time: parseRfc3339('2026-03-01T10:00:00Z'),
        record_id: '11111111-2222-4333-8444-555555555555',
        credential_id: TOKEN_ID,
        credential_kind: 'kubernetes_token',
        issuer: 'k8s:prod',
        identity: 'system:serviceaccount:shop:checkout',
        workload_id: POD_UID,
        workload_kind: 'pod',
        attributes: {
          'credential.use.action': 'get secrets',
          'credential.use.target': 'shop/db',
          'client.address': '198.51.100.7',
          'user_agent.original': 'checkout/1.0',
          'k8s.pod.name': 'checkout-7d',
          'k8s.node.name': 'node-1',
        },
      },
    ])
  })

  test.each([
    [101, 'ok', undefined],
    [200, 'ok', undefined],
    [304, 'ok', undefined],
    [401, 'refused', '401'],
    [403, 'denied', '403'],
    [404, 'denied', '404'],
    [409, 'denied', '409'],
    [429, 'denied', '429'],
    [504, 'denied', '504'],
  ])('that is answered %i is %s', (code, outcome, error) => {
    const [use] = eventsOf(answer(code))
    expect(use?.outcome).toBe(outcome)
    expect(use?.attributes?.['error.type']).toBe(error)
  })

  test('that is forbidden says so in Kubernetes’ word, without its message', () => {
    const responseStatus = { code: 403, reason: 'Forbidden', message: 'secrets "db" is forbidden: User "x" cannot …' }
    const [use] = eventsOf(answer(403, { responseStatus }))
    expect(use?.attributes?.['error.type']).toBe('Forbidden')
    expect(JSON.stringify(use?.attributes)).not.toContain('cannot')
  })

  test('is told by each line of a request, at the request’s time and as one use', () => {
    const stages = [
      line(),
      answer(200, { stage: 'ResponseStarted' }),
      answer(200, { stageTimestamp: '2026-03-01T18:00:00Z' }),
    ]
    const uses = stages.flatMap(eventsOf)
    expect(uses.map((use) => use.outcome)).toEqual(['accepted', 'ok', 'ok'])
    expect(new Set(uses.map((use) => use.time)).size).toBe(1)
    expect(new Set(uses.map((use) => use.record_id)).size).toBe(1)
    expect(new Set(stages.map((raw) => translated(raw).id.join())).size).toBe(3)
  })

  test('without an answer is accepted, whatever the stage is called', () => {
    expect(eventsOf(answer(200, { responseStatus: { metadata: {} } }))[0]?.outcome).toBe('accepted')
    expect(eventsOf(answer(500, { stage: 'Panic' }))[0]?.outcome).toBe('denied')
  })

  test('with a client certificate is one of its digest, and of no pod', () => {
    const [use] = eventsOf(line({ user: KUBELET }))
    expect(use).toMatchObject({
      credential_id: CERTIFICATE,
      credential_kind: 'x509_certificate',
      identity: 'system:node:node-1',
    })
    expect(use).not.toHaveProperty('workload_id')
  })

  test('with a jti of somebody who is no service account is one of a token whose issuer no line knows', () => {
    expect(eventsOf(line({ user: userWith('oidc:ann', 'JTI=ann-1') }))[0]).toMatchObject({
      credential_id: 'ann-1',
      credential_kind: 'jwt',
      issuer: 'k8s:prod',
    })
  })

  test('by an impersonator is the impersonator’s', () => {
    const impersonatedUser = userWith('system:serviceaccount:shop:admin', 'JTI=0d3a2b1c-4d5e-4c0b-9a51-3f0c9a3e5d0e')
    const [use] = eventsOf(line({ impersonatedUser }))
    expect(use).toMatchObject({ credential_id: TOKEN_ID, identity: CHECKOUT.username })
    expect(use?.attributes?.['k8s.impersonated_user']).toBe('system:serviceaccount:shop:admin')
  })

  test('of what is no resource names its path and never its query', () => {
    const [use] = eventsOf(line({ objectRef: undefined, requestURI: '/healthz/etcd?token=s3cr3t' }))
    expect(use?.attributes).toMatchObject({ 'credential.use.action': 'get', 'credential.use.target': '/healthz/etcd' })
  })

  test.each<[object, string, string | undefined]>([
    [{ resource: 'deployments', apiGroup: 'apps', subresource: 'scale' }, 'get deployments.apps/scale', undefined],
    [{ resource: 'nodes', name: 'node-1' }, 'get nodes', 'node-1'],
    [{ resource: 'pods', namespace: 'shop' }, 'get pods', 'shop'],
  ])('of %j is in the words of RBAC', (objectRef, action, target) => {
    const [use] = eventsOf(line({ objectRef }))
    expect(use?.attributes?.['credential.use.action']).toBe(action)
    expect(use?.attributes?.['credential.use.target']).toBe(target)
  })

  test('keeps nothing of what was sent and answered', () => {
    const body = { kind: 'Secret', data: { password: 'czNjcjN0' }, metadata: { annotations: { note: 'czNjcjN0' } } }
    const [use] = eventsOf(answer(200, { requestObject: body, responseObject: body }))
    expect(Object.values(use?.attributes ?? {}).join()).not.toContain('czNjcjN0')
  })

  test.each([
    ['anonymous', { username: 'system:anonymous', groups: ['system:unauthenticated'] }],
    ['the API server itself', { username: 'system:apiserver', groups: ['system:masters'] }],
    ['a bootstrap token', { username: 'system:bootstrap:abcdef', extra: {} }],
    ['nobody', null],
    ['a user of another shape', 'checkout'],
  ])('by %s is none', (_, user) => expect(reasonOf(line({ user }))).toBe(NOTHING))

  test.each(['JTI=', 'JTI=REDACTED', 'JTI=1111', `X509SHA256=${'0'.repeat(64)}`, 'X509SHA256=abc', TOKEN_ID, 'FOO=x'])(
    'with the id "%s" is none, and that is said',
    (id) => expect(reasonOf(line({ user: userWith('x', id) }))).toBe(NO_FORM),
  )

  test('with several credential ids, or one of another type, is none', () => {
    expect(reasonOf(line({ user: userWith('x', 'JTI=one', 'JTI=two') }))).toBe(NOTHING)
    const extra = { 'authentication.kubernetes.io/credential-id': `JTI=${TOKEN_ID}` }
    expect(reasonOf(line({ user: { username: 'x', extra } }))).toBe(NOTHING)
  })

  test.each(['', '1111', 'REDACTED', 'checkout-7d', '00000000-0000-0000-0000-000000000000'])(
    'from the pod "%s" is from none',
    (uid) => {
      const extra = { ...CHECKOUT.extra, 'authentication.kubernetes.io/pod-uid': [uid] }
      expect(eventsOf(line({ user: { ...CHECKOUT, extra } }))[0]).not.toHaveProperty('workload_id')
    },
  )

  test('by a name that was taken out speaks for nobody known', () => {
    expect(eventsOf(line({ user: { ...CHECKOUT, username: 'REDACTED' } }))[0]).not.toHaveProperty('identity')
  })
})
