import { describe, expect, test } from 'vitest'
import { LifecycleEvent } from '../../schemas/events.ts'
import { NEVER } from '../../schemas/time.ts'
import { eventOf, readBoth, readSpanAlone, recordsOf, withoutBytes } from './test-reading.ts'
import { POD, SPAN_ID, TIME, TRACE_ID, json, keyValues, logsRequest, span, tracesRequest } from './test-requests.ts'
import type { TestValue } from './test-requests.ts'

const NAMED = { 'credential.id': 'c-1', 'credential.issuer': 'https://issuer.example' }
const ERROR = { status: { code: 2 } }

type Said = Record<string, TestValue>

const issued = (attributes: Said, other: object = {}) =>
  readSpanAlone(span('credential.issued', { ...NAMED, ...attributes }, other))
const used = (attributes: Said, other: object = {}) =>
  readSpanAlone(span('credential.used', { ...NAMED, ...attributes }, other))
const reasonOf = (record: ReturnType<typeof issued>) =>
  record.outcome.kind === 'rejected' ? record.outcome.reason : null
const warningsOf = (record: ReturnType<typeof issued>) =>
  record.outcome.kind === 'accepted' ? record.outcome.warnings : null

describe('a span that tells an event', () => {
  const all: Said = {
    ...NAMED,
    'credential.kind': 'sts_session',
    'credential.workload.id': 'i-1',
    'credential.subject': 'arn:aws:iam::123456789012:role/path/deploy',
    'credential.not_after': '2026-01-01T00:00:00Z',
    'credential.parent.id': 'AKIA1',
    'credential.parent.issuer': 'arn:aws:iam::123456789012:user/x',
    'credential.delegation': 'assume_role',
    'credential.renewable': true,
    'credential.revocable': false,
    'credential.privilege': 'admin',
    'credential.scopes': ['a', 'b'],
    'workload.instance.id': 'broker-1',
    'workload.kind': 'vm',
    'identity.platform': true,
    'deployment.environment.name': 'Production',
    'server.address': 'sts.example',
    'k8s.pod.name': 'broker',
    'http.request.header.authorization': 'never',
    'process.command_args': 'never',
    'gen_ai.input.messages': 'never',
  }

  test('says all that it says', () => {
    const event = eventOf(readSpanAlone(span('credential.issued', all)))
    expect(LifecycleEvent.parse(event)).toEqual({
      type: 'credential.issued',
      outcome: 'ok',
      time: BigInt(TIME),
      trace_id: TRACE_ID,
      span_id: SPAN_ID,
      credential_id: 'c-1',
      issuer: 'https://issuer.example',
      credential_kind: 'sts_session',
      workload_id: 'i-1',
      workload_kind: 'vm',
      presenter_id: 'broker-1',
      identity: 'arn:aws:iam::123456789012:role/deploy',
      platform: true,
      parent_id: 'AKIA1',
      parent_issuer: 'aws',
      delegation: 'assume_role',
      not_after: 1_767_225_600_000,
      privilege: 3,
      renewable: true,
      irrevocable: true,
      prod: true,
      attributes: {
        'credential.scopes': '["a","b"]',
        'deployment.environment.name': 'Production',
        'server.address': 'sts.example',
        'k8s.pod.name': 'broker',
      },
    })
  })

  test('has its trace id, span id and number as its id', () => {
    const { outcome } = readSpanAlone(span('credential.issued', all))
    expect(outcome).toMatchObject({ kind: 'accepted', value: { id: [TRACE_ID, SPAN_ID, '0'] } })
  })

  test.each([{ traceId: '' }, { traceId: '0'.repeat(32) }, { spanId: '0'.repeat(16) }])(
    'has its bytes as its id with %o',
    (ids) => {
      const record = readSpanAlone(span('credential.used', NAMED, ids))
      expect(record.outcome).toMatchObject({ kind: 'accepted', value: { id: [] } })
      expect(record.bytes).toContain('c-1')
    },
  )
})

describe('the three carriers of an event', () => {
  const said = { ...NAMED, 'credential.not_after': 1_767_225_600n }
  const attributes = keyValues(said)
  const event = { name: 'credential.issued', timeUnixNano: TIME, attributes }
  const log = { timeUnixNano: TIME, traceId: TRACE_ID, spanId: SPAN_ID, attributes }
  const named = (name: string) => ({
    ...log,
    attributes: [...attributes, ...keyValues({ [name]: 'credential.issued' })],
  })
  const reference = eventOf(readSpanAlone(span('credential.issued', said)))

  test.each([
    ['a span event', 'traces', tracesRequest([span('POST /token', {}, { events: [{ name: 'cache miss' }, event] })])],
    ['a log record', 'logs', logsRequest([{ ...log, eventName: 'credential.issued' }])],
    ['a log record that names it as otel.event.name', 'logs', logsRequest([named('otel.event.name')])],
    ['a log record that names it as event.name', 'logs', logsRequest([named('event.name')])],
    [
      'a log record without time but observed',
      'logs',
      logsRequest([{ ...named('event.name'), timeUnixNano: '0', observedTimeUnixNano: TIME }]),
    ],
  ] as const)('%s means the same', (_name, signal, request) => {
    for (const records of readBoth(signal, request)) {
      const told = records.filter(({ outcome }) => outcome.kind !== 'ignored')
      expect(told).toHaveLength(1)
      expect(eventOf(told[0])).toEqual(reference)
    }
  })

  test('each is a record of its own', () => {
    const request = tracesRequest([
      span('credential.used', NAMED, { events: [{ name: 'x' }, event, event] }),
      span('GET /'),
    ])
    for (const records of readBoth('traces', request)) {
      const ids = records.flatMap(({ outcome }) => (outcome.kind === 'accepted' ? [outcome.value.id[2]] : []))
      expect(records).toHaveLength(5)
      expect(ids).toEqual(['0', '2', '3'])
    }
  })

  test('its attributes win over those of its span, those over the resource', () => {
    const inner = { name: 'credential.used', timeUnixNano: TIME, attributes: keyValues({ 'credential.id': 'inner' }) }
    const outer = span(
      'POST /token',
      { 'credential.id': 'outer', 'credential.issuer': 'outer', 'server.address': 's' },
      { events: [inner] },
    )
    const resource = { 'credential.issuer': 'resource', 'server.address': 'r', 'user.id': 'u' }
    for (const records of readBoth('traces', tracesRequest([outer], resource))) {
      const found = eventOf(records.find(({ outcome }) => outcome.kind === 'accepted'))
      expect(found).toMatchObject({
        credential_id: 'inner',
        issuer: 'outer',
        attributes: { 'server.address': 's', 'user.id': 'u' },
      })
    }
  })

  test('two log records that differ in anything have other bytes', () => {
    const records = recordsOf(
      'logs',
      'json',
      json(logsRequest([{ ...named('event.name') }, { ...named('event.name'), body: { stringValue: 'x' } }])),
    )
    expect(new Set(records.map(({ bytes }) => bytes)).size).toBe(2)
  })
})

describe('the outcome', () => {
  test.each([
    ['credential.used', {}, {}, 'ok'],
    ['credential.used', {}, ERROR, 'refused'],
    ['credential.used', {}, { status: { code: 1 } }, 'ok'],
    ['credential.used', { 'error.type': 'access_denied' }, ERROR, 'denied'],
    ['credential.used', { 'error.type': 'throttled' }, {}, 'denied'],
    ['credential.used', { 'error.type': 'not_found' }, {}, 'denied'],
    ['credential.used', { 'error.type': 'expired' }, {}, 'refused'],
    ['credential.used', { 'error.type': 'timeout' }, ERROR, 'refused'],
    ['credential.issued', { 'error.type': 'timeout' }, {}, 'failed'],
    ['credential.renewed', {}, ERROR, 'failed'],
    ['credential.revoked', {}, {}, 'ok'],
    ['credential.revoked', { 'error.type': 'expired' }, ERROR, 'failed'],
  ] as const)('of %s with %o and %o is %s', (name, attributes, other, outcome) => {
    const request = tracesRequest([span(name, { ...NAMED, ...attributes }, other)])
    for (const records of readBoth('traces', request)) expect(eventOf(records[0]).outcome).toBe(outcome)
  })
})

describe('the workload', () => {
  test.each([
    [
      { 'workload.instance.id': 'w', 'workload.kind': 'agent' },
      { workload_id: 'w', workload_kind: 'agent' },
    ],
    [
      { 'k8s.pod.uid': POD, 'container.id': 'c' },
      { workload_id: POD, workload_kind: 'pod' },
    ],
    [{ 'cicd.pipeline.task.run.id': 't' }, { workload_id: 't', workload_kind: 'ci_job' }],
    [
      { 'cicd.pipeline.run.id': 'r', 'cicd.pipeline.run.attempt': 2n, 'cicd.pipeline.task.run.id': 't' },
      { workload_id: 'r/2/t', workload_kind: 'ci_job' },
    ],
    [{ 'faas.invocation_id': 'f' }, { workload_id: 'f', workload_kind: 'function' }],
    [{ 'faas.instance': 'f' }, { workload_id: 'f', workload_kind: 'function' }],
    [
      { 'gen_ai.agent.id': 'a', 'gen_ai.conversation.id': 'k' },
      { workload_id: 'a/k', workload_kind: 'agent' },
    ],
    [{ 'container.id': 'c', 'service.instance.id': 's' }, { workload_id: 'c' }],
    [{ 'service.instance.id': 's' }, { workload_id: 's' }],
    [
      { 'host.id': 'h', 'process.pid': 17n, 'process.creation.time': '2026-01-01T00:00:00Z' },
      { workload_id: 'h/17/2026-01-01T00:00:00Z' },
    ],
    [
      { 'host.id': 'i-1', 'cloud.platform': 'aws_ec2' },
      { workload_id: 'i-1', workload_kind: 'vm' },
    ],
    [
      { 'k8s.pod.uid': POD, 'workload.kind': 'job' },
      { workload_id: POD, workload_kind: 'job' },
    ],
  ])('that started with %o is %o', (attributes, expected) => {
    const { workload_id, workload_kind } = eventOf(readSpanAlone(span('workload.started', attributes)))
    expect({ workload_id, workload_kind }).toEqual({ workload_kind: undefined, ...expected })
  })

  test.each([{}, { 'gen_ai.agent.id': 'a' }, { 'host.id': 'h' }, { 'workload.instance.id': 'REDACTED' }])(
    'is missing with %o',
    (attributes) => {
      expect(reasonOf(readSpanAlone(span('workload.ended', attributes)))).toBe('workload.instance.id missing')
    },
  )

  test('of an issuance is who reports', () => {
    expect(eventOf(issued({ 'k8s.pod.uid': POD }))).toMatchObject({
      workload_id: POD,
      workload_kind: 'pod',
      presenter_id: POD,
    })
  })

  test('of a use is never who presents it', () => {
    const event = eventOf(used({ 'k8s.pod.uid': POD, 'workload.kind': 'pod' }))
    expect(event).toMatchObject({ presenter_id: POD, attributes: { 'workload.kind': 'pod' } })
    expect(event).not.toHaveProperty('workload_id')
    expect(event).not.toHaveProperty('workload_kind')
  })

  test.each([issued, used])('that is named has the kind that is said, not that of who reports', (read) => {
    const event = eventOf(read({ 'credential.workload.id': 'w', 'k8s.pod.uid': POD }))
    expect(event).toMatchObject({ workload_id: 'w', presenter_id: POD })
    expect(event).not.toHaveProperty('workload_kind')
    expect(eventOf(read({ 'credential.workload.id': 'w', 'workload.kind': 'job' }))).toMatchObject({
      workload_kind: 'job',
    })
  })
})

describe('the identity', () => {
  test.each([
    [{ 'credential.subject': 's', 'workload.identity': 'w' }, 's'],
    [{ 'workload.identity': 'w', 'service.name': 'n' }, 'w'],
    [
      { 'k8s.namespace.name': 'ns', 'k8s.serviceaccount.name': 'sa', 'service.name': 'n' },
      'system:serviceaccount:ns:sa',
    ],
    [{ 'vcs.owner.name': 'o', 'vcs.repository.name': 'r', 'cicd.pipeline.name': 'p' }, 'o/r/p'],
    [
      { 'aws.role.arn': 'arn:aws:sts::123456789012:assumed-role/deploy/session' },
      'arn:aws:iam::123456789012:role/deploy',
    ],
    [{ 'service.name': 'n' }, 'n'],
    [{ 'service.name': 'unknown_service:node' }, undefined],
    [{}, undefined],
  ])('of an issuance with %o is %s', (attributes, identity) => {
    expect(eventOf(issued(attributes)).identity).toBe(identity)
  })

  test('of a use is only what the credential says', () => {
    expect(eventOf(used({ 'workload.identity': 'w' }))).not.toHaveProperty('identity')
    expect(eventOf(used({ 'credential.subject': 's' })).identity).toBe('s')
  })
})

describe('an expiry', () => {
  test.each([
    ['2026-01-01T00:00:00Z', 1_767_225_600_000],
    ['2026-01-01T01:00:00.5+01:00', 1_767_225_600_500],
    [1_767_225_600n, 1_767_225_600_000],
    [1_767_225_600.5, 1_767_225_600_500],
    ['9999-12-31T23:59:59Z', NEVER],
    ['2199-12-31T00:00:00Z', NEVER],
  ])('of %s is %d', (value, expected) => {
    expect(eventOf(issued({ 'credential.not_after': value })).not_after).toBe(expected)
  })

  test.each([
    1_767_225_600_000n,
    0n,
    -1n,
    'tomorrow',
    '',
    '2026-02-30T00:00:00Z',
    '1969-01-01T00:00:00Z',
    Number.NaN,
    true,
  ])('of %s is unknown, and said', (value) => {
    const record = issued({ 'credential.not_after': Number.isNaN(value) ? { doubleValue: 'NaN' } : value })
    expect(eventOf(record)).not.toHaveProperty('not_after')
    expect(warningsOf(record)).toEqual(['credential.not_after is no time (RFC 3339 or Unix seconds)'])
  })
})

describe('an id', () => {
  test.each([
    [{ 'credential.id': '' }, 'credential.id missing'],
    [{ 'credential.id': 'REDACTED' }, 'credential.id is a placeholder'],
    [{ 'credential.id': '1111' }, 'credential.id is a placeholder'],
    [{ 'credential.id': 'a\0b' }, 'credential.id has a NUL'],
    [{ 'credential.id': 'x'.repeat(4_097) }, 'credential.id is longer than 4096 bytes'],
    [{ 'credential.id': true }, 'credential.id is not a string'],
    [{ 'credential.id': ['a'] }, 'credential.id is not a string'],
    [{ 'credential.issuer': '' }, 'credential.issuer missing'],
    [{ 'credential.parent.id': 'a\0b' }, 'credential.parent.id has a NUL'],
  ])('with %o costs its span: %s', (attributes, reason) => {
    expect(reasonOf(issued(attributes))).toBe(reason)
  })

  test('that is a number is its digits', () => {
    expect(eventOf(issued({ 'credential.id': 9_007_199_254_740_993n })).credential_id).toBe('9007199254740993')
  })

  test('that is a placeholder makes no parent', () => {
    expect(eventOf(issued({ 'credential.parent.id': '****' }))).not.toHaveProperty('parent_id')
  })

  test('of a parent has the issuer of its child, unless it says another', () => {
    expect(eventOf(issued({ 'credential.parent.id': 'p' })).parent_issuer).toBe('https://issuer.example')
  })
})

describe('words that are unknown', () => {
  test('stay attributes, and are said', () => {
    const record = issued({
      'credential.privilege': 'root',
      'credential.delegation': 'theft',
      'credential.revocable': true,
    })
    const words = { 'credential.privilege': 'root', 'credential.delegation': 'theft', 'credential.revocable': 'true' }
    expect(eventOf(record)).toMatchObject({ attributes: words })
    expect(warningsOf(record)).toEqual(['credential.delegation is unknown', 'credential.privilege is unknown'])
  })
})

describe('ownership', () => {
  const assigned = { 'owner.id': 'team-a', 'owner.subject': 'sa', 'owner.kind': 'team' }

  test('is assigned until a time', () => {
    const record = readSpanAlone(span('owner.assigned', { ...assigned, 'owner.until': '2030-01-01T00:00:00Z' }))
    expect(eventOf(record)).toMatchObject({
      owner_id: 'team-a',
      identity: 'sa',
      owner_kind: 'team',
      owner_until: 1_893_456_000_000,
    })
  })

  test('is not assigned until a time that is not after its own', () => {
    const record = readSpanAlone(span('owner.assigned', { ...assigned, 'owner.until': '2025-10-09T08:53:20Z' }))
    expect(eventOf(record)).not.toHaveProperty('owner_until')
    expect(warningsOf(record)).toEqual(['owner.until is not after its time'])
  })

  test.each([
    ['owner.assigned', {}, 'owner.subject missing'],
    ['owner.departed', {}, 'owner.id missing'],
    ['owner.returned', {}, 'owner.id missing'],
  ])('%s with %o is rejected: %s', (name, attributes, reason) => {
    expect(reasonOf(readSpanAlone(span(name, attributes)))).toBe(reason)
  })

  test('without owner ends whichever stands', () => {
    expect(eventOf(readSpanAlone(span('owner.assigned', { 'owner.subject': 'sa' })))).not.toHaveProperty('owner_id')
  })
})

describe('a decision', () => {
  test('is kept as it is', () => {
    const said = { 'decision.id': 'd', 'decision.outcome': 'deny', 'workload.instance.id': 'w' }
    const { attributes, presenter_id } = eventOf(readSpanAlone(span('decision.made', said)))
    expect({ attributes, presenter_id }).toEqual({
      presenter_id: 'w',
      attributes: { 'decision.id': 'd', 'decision.outcome': 'deny' },
    })
  })
})

describe('a record without time', () => {
  test('is rejected', () => {
    expect(reasonOf(readSpanAlone(span('credential.used', NAMED, { startTimeUnixNano: '0' })))).toBe('time missing')
    const records = readBoth('logs', logsRequest([{ eventName: 'credential.used', attributes: keyValues(NAMED) }]))
    for (const [record] of records) expect(record?.outcome).toEqual({ kind: 'rejected', reason: 'time missing' })
  })
})

describe('what says nothing of ours', () => {
  test('is ignored', () => {
    const request = tracesRequest([span('GET /', NAMED), span('credential.unknown', NAMED)])
    for (const records of readBoth('traces', request)) {
      expect(withoutBytes(records)).toEqual(
        Array.from({ length: 2 }, () => ({ kind: 'ignored', reason: 'says nothing of ours' })),
      )
    }
  })
})
