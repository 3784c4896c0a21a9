import { describe, expect, test } from 'vitest'
import { parseRfc3339 } from '../../../schemas/time.ts'
import { pod, podAnswer, POD_UID } from './fixtures.ts'
import { eventsOf, translated, typesOf } from './test-reading.ts'

const NO_END = 'which pods were deleted is not in the log: their end is unknown'
const GONE = pod({ deletionTimestamp: '2026-03-01T10:00:01Z', deletionGracePeriodSeconds: 0 })
const ANSWERED = parseRfc3339('2026-03-01T10:00:01.5Z')
const objectRef = { resource: 'pods', namespace: 'shop', name: 'checkout-7d', uid: POD_UID }
const names = { 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'checkout-7d' }

const effectOf = (raw: unknown) => eventsOf(raw)[1]

describe('Kubernetes: a pod starts', () => {
  test('when its creation is answered, under the uid of the answer', () => {
    const phantom = { ...objectRef, uid: '99999999-1b0a-4998-8776-655443322110' }
    expect(effectOf(podAnswer('create', 201, pod({}, { phase: 'Pending' }), { objectRef: phantom }))).toMatchObject({
      type: 'workload.started',
      outcome: 'ok',
      time: ANSWERED,
      workload_id: POD_UID,
      workload_kind: 'pod',
      attributes: { ...names, 'workload.initiator': 'system:node:node-1' },
    })
  })

  test('when it is applied on the server, which is a patch', () => {
    expect(effectOf(podAnswer('patch', 201, pod()))?.type).toBe('workload.started')
    expect(typesOf(podAnswer('patch', 200, pod()))).toEqual(['credential.used'])
  })

  test('when it is bound to a node, which every level of the log tells', () => {
    const binding = { objectRef: { ...objectRef, subresource: 'binding' }, level: 'Metadata' }
    const started = effectOf(podAnswer('create', 201, undefined, binding))
    expect(started).toMatchObject({ type: 'workload.started', workload_id: POD_UID, attributes: names })
    expect(started?.attributes).not.toHaveProperty('workload.initiator')
    expect(typesOf(podAnswer('create', 409, undefined, binding))).toEqual(['credential.used'])
  })

  test.each<[string, object]>([
    ['a refused creation', podAnswer('create', 403, { kind: 'Status', code: 403 }, { objectRef })],
    ['a creation whose answer is not logged', podAnswer('create', 201, undefined, { objectRef })],
    ['a creation of something else', podAnswer('create', 201, { kind: 'Status', status: 'Success' })],
    ['an eviction', podAnswer('create', 201, pod(), { objectRef: { ...objectRef, subresource: 'eviction' } })],
    ['a dry run', podAnswer('create', 201, pod(), { requestURI: '/api/v1/namespaces/shop/pods?a=b&dryRun=All' })],
    ['another group’s pods', podAnswer('create', 201, pod(), { objectRef: { ...objectRef, apiGroup: 'x.io' } })],
    ['a pod whose uid was taken out', podAnswer('create', 201, pod({ uid: 'REDACTED' }))],
  ])('but not with %s', (_, raw) => expect(typesOf(raw)).toEqual(['credential.used']))
})

describe('Kubernetes: a pod ends', () => {
  test('when a delete leaves it no grace', () => {
    expect(effectOf(podAnswer('delete', 200, GONE))).toMatchObject({
      type: 'workload.ended',
      outcome: 'ok',
      time: ANSWERED,
      workload_id: POD_UID,
      workload_kind: 'pod',
      attributes: { ...names, 'workload.end.reason': 'deleted', 'k8s.ended_by': 'system:node:node-1' },
    })
  })

  test.each([
    [{ phase: 'Succeeded' }, 'completed'],
    [{ phase: 'Failed' }, 'failed'],
    [{ phase: 'Failed', reason: 'Evicted' }, 'evicted'],
  ])('when it has finished: %j', (status, reason) => {
    const patch = podAnswer('patch', 200, pod({}, status), { objectRef: { ...objectRef, subresource: 'status' } })
    for (const raw of [patch, podAnswer('get', 200, pod({}, status)), podAnswer('delete', 200, pod({}, status))])
      expect(effectOf(raw)).toMatchObject({ type: 'workload.ended', attributes: { 'workload.end.reason': reason } })
  })

  test('whoever asked for it: it is no use where nobody is named', () => {
    expect(typesOf(podAnswer('delete', 200, GONE, { user: { username: 'system:apiserver' } }))).toEqual([
      'workload.ended',
    ])
  })

  test.each<[string, object]>([
    ['the first request to delete it', podAnswer('delete', 200, pod({ deletionGracePeriodSeconds: 30 }))],
    ['a delete that asks and is not answered', podAnswer('delete', 200, GONE, { responseStatus: undefined })],
    ['a delete of what is not there', podAnswer('delete', 404, { kind: 'Status', code: 404 })],
    ['a forbidden delete', podAnswer('delete', 403, GONE)],
    ['a conflict', podAnswer('delete', 409, GONE)],
    ['a dry run', podAnswer('delete', 200, GONE, { requestURI: '/api/v1/namespaces/shop/pods/x?dryRun=All' })],
    ['a dry run in the body', podAnswer('delete', 200, GONE, { requestObject: { dryRun: ['All'] } })],
    ['a pod on its way out that is read', podAnswer('get', 200, GONE)],
    ['a running pod', podAnswer('get', 200, pod())],
    ['a list of finished pods', podAnswer('list', 200, { kind: 'PodList', items: [pod({}, { phase: 'Failed' })] })],
    ['metrics', podAnswer('get', 200, pod({}, { phase: 'Failed' }), { objectRef: { ...objectRef, apiGroup: 'x.io' } })],
    ['a pod without uid', podAnswer('delete', 200, pod({ uid: undefined, deletionGracePeriodSeconds: 0 }))],
  ])('but not with %s', (_, raw) => expect(typesOf(raw)).toEqual(['credential.used']))

  test.each([
    ['delete', undefined],
    ['delete', { kind: 'Status', status: 'Success', details: { uid: POD_UID } }],
    ['deletecollection', { kind: 'PodList', items: [] }],
  ])('without a word where %s is answered by no pod, and that is said', (verb, body) => {
    const { events, warnings } = translated(podAnswer(verb, 200, body, { objectRef }))
    expect(events.map((event) => event.type)).toEqual(['credential.used'])
    expect(warnings).toEqual([NO_END])
  })

  test('without a warning where it was only asked, or something else was deleted', () => {
    expect(translated(podAnswer('delete', 200, pod({ deletionGracePeriodSeconds: 30 }))).warnings).toBeUndefined()
    expect(translated(podAnswer('delete', 404, undefined)).warnings).toBeUndefined()
    expect(translated(podAnswer('delete', 200, undefined, { requestURI: '/x?dryRun=All' })).warnings).toBeUndefined()
    expect(
      translated(podAnswer('delete', 200, undefined, { objectRef: { resource: 'jobs' } })).warnings,
    ).toBeUndefined()
  })
})
