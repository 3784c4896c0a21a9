import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeProtobuf } from './test-protobuf.ts'
import { eventOf, readBoth, recordsOf, tally, withoutBytes } from './test-reading.ts'
import { json, keyValues, logsRequest, span, tracesRequest } from './test-requests.ts'
import { readOtlp } from './read.ts'

const NAMES = [
  'credential.issued',
  'credential.used',
  'workload.started',
  'owner.assigned',
  'GET /',
  'credential.use',
  '',
]
const KEYS = [
  'credential.id',
  'credential.issuer',
  'credential.not_after',
  'credential.scopes',
  'owner.until',
  'owner.subject',
]
const OTHERS = [
  'k8s.pod.uid',
  'k8s.pod.label.x',
  'url.full',
  'server.address',
  'faas.invocation_id',
  '__proto__',
  '',
  'é',
]

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('2026-01-01T00:00:00Z', 'a\0b', 'REDACTED', 'prod'),
)
const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((intValue) => ({ intValue: String(intValue) })),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((doubleValue) => ({ doubleValue })),
    fc.constant({}),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .array(fc.record({ key: text, value: tie('value') }), { maxLength: 3 })
      .map((values) => ({ kvlistValue: { values } })),
  ),
}))
const attributes = fc.array(fc.record({ key: fc.constantFrom(...KEYS, ...OTHERS), value }), { maxLength: 8 })
const hex = (bytes: number) =>
  fc
    .oneof(fc.uint8Array({ minLength: bytes, maxLength: bytes }), fc.constant(new Uint8Array(bytes)))
    .map((id) => Buffer.from(id).toString('hex'))
const ids = { traceId: fc.oneof(hex(16), fc.constant('')), spanId: hex(8) }
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)
const anyEvent = fc.record({ name: fc.constantFrom(...NAMES), timeUnixNano: nanos, attributes })
const anySpan = fc.record({
  ...ids,
  name: fc.constantFrom(...NAMES),
  startTimeUnixNano: nanos,
  attributes,
  events: fc.array(anyEvent, { maxLength: 2 }),
  status: fc.record({ code: fc.constantFrom(0, 1, 2) }),
})
const anyLog = fc.record({
  ...ids,
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  eventName: fc.constantFrom(...NAMES),
  attributes: fc
    .tuple(attributes, fc.constantFrom(...NAMES))
    .map(([all, name]) => [...all, ...keyValues({ 'event.name': name })]),
})

describe('the two encodings', () => {
  test('mean the same of spans', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 4 }), attributes, (spans, resource) => {
        const request = { resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans }] }] }
        const [protobuf, asJson] = readBoth('traces', request)
        expect(withoutBytes(protobuf ?? [])).toEqual(withoutBytes(asJson ?? []))
      }),
      { numRuns: 1_000 },
    )
  })

  test('mean the same of log records', () => {
    fc.assert(
      fc.property(fc.array(anyLog, { maxLength: 4 }), (records) => {
        const [protobuf, asJson] = readBoth('logs', logsRequest(records))
        expect(withoutBytes(protobuf ?? [])).toEqual(withoutBytes(asJson ?? []))
        expect(protobuf).toHaveLength(records.length)
      }),
      { numRuns: 1_000 },
    )
  })
})

const NAMED = { 'credential.id': 'c-1', 'credential.issuer': 'i' }

describe('a body of protobuf', () => {
  const spans = Array.from({ length: 12 }, (_, index) =>
    span('credential.used', { ...NAMED, 'server.address': `s-${index}` }),
  )
  const whole = encodeProtobuf('TracesRequest', tracesRequest(spans, { 'service.name': 'x' }))

  test('that was cut is bad, except at the end of a field, where it is a shorter one', () => {
    expect(whole.length).toBeGreaterThan(1_500)
    const kinds = Array.from(whole, (_, end) => readOtlp('traces', 'protobuf', whole.subarray(0, end)).kind)
    expect(kinds[0]).toBe('read')
    expect(new Set(kinds.slice(1))).toEqual(new Set(['bad']))
    const twice = new Uint8Array([...whole, ...whole])
    expect(recordsOf('traces', 'protobuf', twice)).toHaveLength(24)
    expect(recordsOf('traces', 'protobuf', twice.subarray(0, whole.length))).toHaveLength(12)
  })

  test('is read or refused whatever its bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const changed = Uint8Array.from(whole)
          for (const [at, byte] of changes) changed[at] = byte
          expect(['read', 'bad']).toContain(readOtlp('traces', 'protobuf', changed).kind)
          expect(['read', 'bad']).toContain(readOtlp('logs', 'protobuf', changed).kind)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('with one bad span loses that span alone', () => {
    const good = encodeProtobuf('Span', span('credential.used', NAMED))
    const bad = [
      good.subarray(0, good.length - 3),
      Uint8Array.of(0x0b, 0x0c),
      Uint8Array.of(0x0a, 3, 1, 2, 3),
      Uint8Array.of(0),
    ]
    for (const one of bad) {
      const records = recordsOf('traces', 'protobuf', wrapped([good, one, good]))
      expect(records.map(({ outcome }) => outcome.kind)).toEqual(['accepted', 'rejected', 'accepted'])
    }
  })

  test('with a bad resource loses what is under it alone', () => {
    const good = encodeProtobuf('Span', span('credential.used', NAMED))
    const badResource = field(0x0a, [...field(0x0a, [0x0a, 9, 1]), ...field(0x12, field(0x12, good))])
    const records = recordsOf('traces', 'protobuf', new Uint8Array([...badResource, ...wrapped([good])]))
    expect(records.map(({ outcome }) => outcome.kind)).toEqual(['rejected', 'accepted'])
  })

  test('may have its resource after what stands under it', () => {
    const good = encodeProtobuf('Span', span('workload.started'))
    const resource = field(
      0x0a,
      field(0x0a, [...field(0x0a, new TextEncoder().encode('k8s.pod.uid')), ...field(0x12, field(0x0a, [0x70]))]),
    )
    const records = recordsOf(
      'traces',
      'protobuf',
      Uint8Array.from(field(0x0a, [...field(0x12, field(0x12, good)), ...resource])),
    )
    expect(eventOf(records[0]).workload_id).toBe('p')
  })

  test('may have fields that nobody knows, but no groups', () => {
    const good = [...encodeProtobuf('Span', span('credential.used', NAMED))]
    const unknown = [0xf8, 0x07, 5, 0xf9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8, 0xfa, 0x07, 1, 9, 0xfd, 0x07, 1, 2, 3, 4]
    expect(tally(recordsOf('traces', 'protobuf', wrapped([[...unknown, ...good, ...unknown]])))).toMatchObject({
      accepted: 1,
    })
    expect(tally(recordsOf('traces', 'protobuf', wrapped([[...good, 0xfb, 0x07, 0xfc, 0x07]])))).toMatchObject({
      rejected: 1,
    })
    expect(readOtlp('traces', 'protobuf', new Uint8Array(21_000).fill(0x0b)).kind).toBe('bad')
  })
})

/** A request of spans that are bytes. */
function wrapped(spans: readonly ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(
    field(
      0x0a,
      field(
        0x12,
        spans.flatMap((one) => field(0x12, one)),
      ),
    ),
  )
}

function field(tag: number, bytes: ArrayLike<number>): number[] {
  const { length } = bytes
  return [tag, ...(length < 128 ? [length] : [(length % 128) + 128, Math.floor(length / 128)]), ...Array.from(bytes)]
}

describe('a body of JSON', () => {
  const spans = [span('credential.used', NAMED, { events: [{ name: 'x' }] }), span('GET /')]
  const whole = json(tracesRequest(spans))

  test('that was cut is bad', () => {
    const kinds = Array.from(whole, (_, end) => readOtlp('traces', 'json', whole.subarray(0, end)).kind)
    expect(new Set(kinds)).toEqual(new Set(['bad']))
  })

  test.each(['', '[]', 'null', '1', '{', '{}x', '\ufeff{}', '{"resourceSpans":{}}', '{"resourceSpans":[1]}', '\u0000'])(
    'is not %o',
    (body) => {
      expect(readOtlp('traces', 'json', new TextEncoder().encode(body)).kind).toBe('bad')
    },
  )

  test.each([
    '{}',
    ' {} \n',
    '{"resourceSpans":null}',
    '{"resourceSpans":[]}',
    '{"x":[[{"y":1e400}]]}',
    '{"resourceSpans":[{}]}',
  ])('may be %s, which has no records', (body) => {
    expect(recordsOf('traces', 'json', new TextEncoder().encode(body))).toEqual([])
  })

  test('may be written in snake_case, with names of enumerations, upper-case ids and unknown fields', () => {
    const body = {
      resource_spans: [
        {
          unknown: [{ deep: {} }],
          scope_spans: [
            {
              spans: [
                {
                  name: 'credential.issued',
                  trace_id: 'AB'.repeat(16),
                  span_id: 'CD'.repeat(8),
                  start_time_unix_nano: 1,
                  kind: 'SPAN_KIND_CLIENT',
                  status: { code: 'STATUS_CODE_ERROR' },
                  attributes: [
                    { key: 'credential.id', value: { int_value: 7 } },
                    { key: 'credential.issuer', value: { string_value: 'i' } },
                    { key: 'credential.scopes', value: { array_value: { values: [{ bool_value: true }] } } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    }
    const event = eventOf(recordsOf('traces', 'json', json(body))[0])
    expect(event).toMatchObject({
      trace_id: 'ab'.repeat(16),
      span_id: 'cd'.repeat(8),
      outcome: 'failed',
      credential_id: '7',
      time: 1n,
    })
    expect(event.attributes).toEqual({ 'credential.scopes': '[true]' })
  })

  test('may have what comes twice, and __proto__', () => {
    const twice = `{"resourceSpans":[{"__proto__":{"x":1},"scopeSpans":[{"spans":[{"name":"x","name":"credential.used","__proto__":1,
      "startTimeUnixNano":"5","attributes":[{"key":"credential.id","key":"credential.id","value":{"stringValue":"a"}},
      {"key":"credential.id","value":{"stringValue":"b"}},{"key":"credential.issuer","value":{"stringValue":"i"}},
      {"key":"k8s.__proto__","value":{"kvlistValue":{"values":[{"key":"__proto__","value":{"stringValue":"x"}}]}}},
      {"key":"__proto__","value":{"stringValue":"x"}}]}]}]}]}`
    const event = eventOf(recordsOf('traces', 'json', new TextEncoder().encode(twice))[0])
    expect(event).toMatchObject({ credential_id: 'b', attributes: { 'k8s.__proto__': '{"__proto__":"x"}' } })
    expect(Object.keys({})).toEqual([])
    expect('x' in {}).toBe(false)
  })

  test.each([
    ['9007199254740993', 'accepted'],
    ['"9007199254740993"', 'accepted'],
    ['-5', 'accepted'],
    ['9223372036854775807', 'accepted'],
    ['9223372036854775808', 'rejected'],
    ['1.5', 'rejected'],
    ['1.0', 'rejected'],
    ['"x"', 'rejected'],
    ['1e3', 'rejected'],
    ['true', 'rejected'],
  ])('with an int of %s has that span %s and the next one accepted', (int, kind) => {
    const body = JSON.stringify(
      tracesRequest([span('credential.used', { ...NAMED, x: { intValue: 'INT' } }), span('credential.used', NAMED)]),
    )
    const records = recordsOf('traces', 'json', new TextEncoder().encode(body.replace('"INT"', int)))
    expect(records.map(({ outcome }) => outcome.kind)).toEqual([kind, 'accepted'])
  })

  test.each(['-1', '1.5', '18446744073709551616', '"-1"', '{}'])('with a time of %s loses that span alone', (time) => {
    const body = JSON.stringify(
      tracesRequest([span('credential.used', NAMED, { startTimeUnixNano: 'T' }), span('credential.used', NAMED)]),
    )
    const records = recordsOf('traces', 'json', new TextEncoder().encode(body.replace('"T"', time)))
    expect(records.map(({ outcome }) => outcome.kind)).toEqual(['rejected', 'accepted'])
  })

  test.each([
    { traceId: 'ab' },
    { traceId: 'x'.repeat(32) },
    { spanId: 'q80=' },
    { traceId: 5 },
    { attributes: {} },
    { attributes: [1] },
    { name: {} },
  ])('with %o in a span loses that span alone', (wrong) => {
    const records = recordsOf(
      'traces',
      'json',
      json(tracesRequest([span('x', {}, wrong), span('credential.used', NAMED)])),
    )
    expect(records.map(({ outcome }) => outcome.kind)).toEqual(['rejected', 'accepted'])
  })

  test('is exact in its integers', () => {
    const body = JSON.stringify(
      tracesRequest([
        span('credential.used', { ...NAMED, 'user.id': { intValue: 'INT' } }, { startTimeUnixNano: 'T' }),
      ]),
    )
    const exact = body.replace('"INT"', '9007199254740993').replace('"T"', '1760000000000000001')
    const event = eventOf(recordsOf('traces', 'json', new TextEncoder().encode(exact))[0])
    expect(event).toMatchObject({ time: 1_760_000_000_000_000_001n, attributes: { 'user.id': '9007199254740993' } })
  })
})
