import { describe, expect, test } from 'vitest'
import { recogniseRecord } from '../index.ts'
import { kubernetes } from './adapter.ts'
import { answer, line, tokenRequest } from './fixtures.ts'
import { eventsOf, reasonOf, translated } from './test-reading.ts'

describe('Kubernetes: a record', () => {
  test('is known by its group and kind alone', () => {
    expect(recogniseRecord(line())).toBe(kubernetes)
    expect(recogniseRecord({ kind: 'Event', apiVersion: 'audit.k8s.io/v1' })).toBe(kubernetes)
    expect(eventsOf(line({ apiVersion: 'audit.k8s.io/v1beta1' }))).toEqual(eventsOf(line()))
  })

  test('has audit id and stage as its id, and none where the id is missing or a placeholder', () => {
    expect(translated(answer(200)).id).toEqual(['11111111-2222-4333-8444-555555555555', 'ResponseComplete'])
    for (const auditID of [undefined, null, '', '1111', 'REDACTED']) {
      const { id, events } = translated(line({ auditID }))
      expect(id).toEqual([])
      expect(events[0]).not.toHaveProperty('record_id')
    }
  })

  test('is of the cluster that its source is named by', () => {
    expect(translated(tokenRequest(), 'staging').events.map((event) => event.issuer)).toEqual([
      'k8s:staging',
      'k8s:staging',
    ])
    const unnamed = kubernetes.translate(line())
    expect(unnamed.kind === 'accepted' && unnamed.value.events[0]?.issuer).toBe('k8s:kubernetes')
  })

  test.each(['requestReceivedTimestamp', 'stageTimestamp'])('without a %s is rejected', (name) => {
    for (const time of [undefined, null, '', 'yesterday', 5])
      expect(reasonOf(line({ [name]: time }))).toBe(`rejected: ${name} is missing or not a time`)
  })

  test('that lost its zone in an export is UTC', () => {
    const exported = line({ requestReceivedTimestamp: '2026-03-01 10:00:00.000000000' })
    expect(eventsOf(exported)[0]?.time).toBe(eventsOf(line())[0]?.time)
  })

  test.each(['stage', 'verb'])('without a %s is rejected', (name) => {
    expect(reasonOf(line({ [name]: undefined }))).toBe(
      'rejected: not a Kubernetes audit event: a field is missing or of another type',
    )
  })

  test('with parts of another shape is still what the rest says', () => {
    const odd = {
      objectRef: 'pods',
      responseStatus: [],
      annotations: 5,
      sourceIPs: 'x',
      impersonatedUser: 1,
      userAgent: {},
    }
    expect(eventsOf(line(odd))).toMatchObject([{ type: 'credential.used', outcome: 'accepted' }])
  })

  test('with __proto__ as a key changes nothing but itself', () => {
    const hostile: unknown = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":1,${JSON.stringify(line()).slice(1)}`,
    )
    expect(eventsOf(hostile)).toEqual(eventsOf(line()))
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('Kubernetes: what looks alike is named', () => {
  const WRAPPED = 'rejected: a Kubernetes audit event wrapped in another document'

  test.each<[string, object]>([
    ['ignored: an Event object of a Kubernetes cluster', { kind: 'Event', apiVersion: 'v1', involvedObject: {} }],
    ['ignored: an Event object of a Kubernetes cluster', { kind: 'Event', apiVersion: 'events.k8s.io/v1' }],
    ['rejected: a Kubernetes audit event of a version', { ...line(), apiVersion: 'audit.k8s.io/v1alpha1' }],
    ['rejected: a list of Kubernetes audit events', { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: null }],
    ['rejected: of audit.k8s.io, but no event', { kind: 'Policy', apiVersion: 'audit.k8s.io/v1', rules: [] }],
    [WRAPPED, { rule: 'X', expected: true, log: line() }],
    [WRAPPED, { log: JSON.stringify(line()), stream: 'stdout' }],
    [WRAPPED, { '@timestamp': 'x', '@message': JSON.stringify(line(), null, 2) }],
    [WRAPPED, { category: 'kube-audit', properties: { log: JSON.stringify(line()), pod: 'x' } }],
  ])('%s', (reason, raw) => {
    expect(recogniseRecord(raw)).toBe(kubernetes)
    expect(reasonOf(raw)).toContain(reason)
  })

  test.each([
    null,
    5,
    'text',
    [],
    [line()],
    {},
    { kind: 'Event' },
    { kind: 'Pod', apiVersion: 'v1' },
    { kind: 'Event', apiVersion: 'v1beta1', verb: 'create', auditID: 'x' },
    { log: 'audit.k8s.io/v1 is its group' },
    { log: '{"message":"about audit.k8s.io/v1"}' },
    { type: 'request', auth: {}, request: { id: 'x', path: 'sys/x', operation: 'read' } },
    { eventName: 'CreateCluster', eventSource: 'eks.amazonaws.com', userIdentity: {} },
    { protoPayload: { serviceName: 'k8s.io', methodName: 'io.k8s.core.v1.pods.create' } },
  ])('another vendor’s record is not ours (%#)', (raw) => {
    expect(kubernetes.recognises(raw)).toBe(false)
    expect(reasonOf(raw)).toBe('rejected: not a Kubernetes audit event')
  })
})
