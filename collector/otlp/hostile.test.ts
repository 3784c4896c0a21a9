import { describe, expect, test } from 'vitest'
import { MAX_RECORDS, readOtlp } from './read.ts'
import { encodeProtobuf } from './test-protobuf.ts'
import { eventOf, recordsOf } from './test-reading.ts'
import { json, keyValues, span, tracesRequest } from './test-requests.ts'
import type { RecordOutcome } from '../translated.ts'

const NAMED = { 'credential.id': 'c-1', 'credential.issuer': 'i' }

const warningsOf = (record: RecordOutcome | undefined) =>
  record?.outcome.kind === 'accepted' ? record.outcome.warnings : null

/** Both encodings of a request, changed byte by byte before they are read. */
function bodies(
  request: object,
  change: (body: Uint8Array) => Uint8Array = (body) => body,
): ['protobuf' | 'json', Uint8Array][] {
  return [
    ['protobuf', change(encodeProtobuf('TracesRequest', request))],
    ['json', change(json(request))],
  ]
}

/** A byte that UTF-8 has not, in place of each of these marks. */
const broken = (body: Uint8Array): Uint8Array => body.map((byte) => (byte === 0x7e ? 0xff : byte))

describe('text that is not UTF-8', () => {
  test('is replaced in an attribute, and said', () => {
    const request = tracesRequest([span('credential.used', { ...NAMED, 'server.address': 'a~b' })])
    for (const [encoding, body] of bodies(request, broken)) {
      const [record] = recordsOf('traces', encoding, body)
      expect(eventOf(record).attributes).toEqual({ 'server.address': 'a\ufffdb' })
      expect(warningsOf(record)).toEqual(['an attribute was not UTF-8'])
    }
  })

  test.each([
    'credential.id',
    'credential.issuer',
    'credential.parent.id',
    'credential.workload.id',
    'workload.instance.id',
    'k8s.pod.uid',
    'credential.subject',
  ])('costs the span, and no other, in %s', (name) => {
    const request = tracesRequest([
      span('credential.used', { ...NAMED, [name]: 'a~b' }),
      span('credential.used', NAMED),
    ])
    for (const [encoding, body] of bodies(request, broken)) {
      const [bad, good] = recordsOf('traces', encoding, body)
      expect(bad?.outcome).toEqual({ kind: 'rejected', reason: `${name} is not UTF-8` })
      expect(good?.outcome.kind).toBe('accepted')
    }
  })

  test('is none where U+FFFD was sent', () => {
    for (const [encoding, body] of bodies(
      tracesRequest([span('credential.used', { ...NAMED, 'credential.id': 'a\ufffd' })]),
    )) {
      expect(eventOf(recordsOf('traces', encoding, body)[0]).credential_id).toBe('a\ufffd')
    }
  })

  test('is a lone surrogate too', () => {
    const body = JSON.stringify(tracesRequest([span('credential.used', { ...NAMED, 'credential.id': 'X' })])).replace(
      '"X"',
      '"\\ud800"',
    )
    const [record] = recordsOf('traces', 'json', new TextEncoder().encode(body))
    expect(record?.outcome).toEqual({ kind: 'rejected', reason: 'credential.id is not UTF-8' })
  })

  test('does no harm in a name or a key', () => {
    const request = tracesRequest([
      span('credential.used~', { 'credential.id~': 'x' }),
      span('credential.used', { ...NAMED, 'k8s.~': 'x' }),
    ])
    for (const [encoding, body] of bodies(request, broken)) {
      expect(recordsOf('traces', encoding, body).map(({ outcome }) => outcome.kind)).toEqual(['ignored', 'accepted'])
    }
  })
})

/** A value so deep in arrays. */
function nested(depth: number): object {
  let value: object = { stringValue: 'x' }
  for (let level = 0; level < depth; level += 1) value = { arrayValue: { values: [value] } }
  return value
}

describe('depth', () => {
  test.each([
    [8, true],
    [9, false],
    [30, false],
  ])('of %d in a value is kept: %s', (depth, kept) => {
    for (const [encoding, body] of bodies(
      tracesRequest([span('credential.used', { ...NAMED, 'user.id': nested(depth) })]),
    )) {
      const [record] = recordsOf('traces', encoding, body)
      expect(eventOf(record).attributes).toEqual(
        kept ? { 'user.id': '['.repeat(depth) + '"x"' + ']'.repeat(depth) } : undefined,
      )
      expect(warningsOf(record)).toEqual(kept ? undefined : ['an attribute is nested too deeply'])
    }
  })

  test('of 50,000 is gone past', () => {
    const deep = `{"arrayValue":{"values":[`.repeat(50_000) + ']}}'.repeat(50_000)
    const body = JSON.stringify(tracesRequest([span('credential.used', { ...NAMED, 'user.id': { stringValue: 'X' } })]))
    const [record] = recordsOf('traces', 'json', new TextEncoder().encode(body.replace('{"stringValue":"X"}', deep)))
    expect(warningsOf(record)).toEqual(['an attribute is nested too deeply'])
    let bytes = new Uint8Array()
    for (let level = 0; level < 5_000; level += 1) bytes = wrap(0x2a, wrap(0x0a, bytes))
    const key = wrap(0x0a, new TextEncoder().encode('user.id'))
    const attribute = wrap(0x4a, join(key, wrap(0x12, bytes)))
    const deepSpan = join(encodeProtobuf('Span', span('credential.used', NAMED)), attribute)
    const request = wrap(0x0a, wrap(0x12, wrap(0x12, deepSpan)))
    expect(warningsOf(recordsOf('traces', 'protobuf', request)[0])).toEqual(['an attribute is nested too deeply'])
  })
})

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts))
}

function wrap(tag: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = [tag]
  let left = bytes.length
  for (; left > 127; left >>= 7) head.push((left & 127) | 128)
  return join(Uint8Array.from([...head, left]), bytes)
}

describe('quantity', () => {
  test('of attributes is bounded, and ours are kept', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      key: `k8s.pod.label.l${index}`,
      value: { stringValue: 'x' },
    }))
    const request = tracesRequest([span('credential.used', {}, { attributes: [...many, ...keyValues(NAMED)] })])
    for (const [encoding, body] of bodies(request)) {
      const [record] = recordsOf('traces', encoding, body)
      expect(Object.keys(eventOf(record).attributes ?? {})).toHaveLength(128)
      expect(warningsOf(record)).toEqual(['more than 128 attributes'])
    }
  })

  test.each([
    ['a text', 'é'.repeat(5_000_000), 'é'.repeat(2_048)],
    [
      'a list',
      Array.from({ length: 100_000 }, () => 'xyz'),
      `["xyz"${',"xyz"'.repeat(2_000)}`.slice(0, 4_096).replace(/\w+$/, ''),
    ],
    ['words', `${'word '.repeat(816)}half-a-secret-that-is-cut`, 'word '.repeat(816)],
    ['bytes', { bytesValue: 'AAAA'.repeat(2_000) }, 'AAAA'.repeat(1_024)],
  ])('of bytes in a value is bounded: %s', (_name, value, expected) => {
    const request = tracesRequest([span('credential.used', { ...NAMED, 'server.address': value })])
    for (const [encoding, body] of bodies(request)) {
      const [record] = recordsOf('traces', encoding, body)
      expect(eventOf(record).attributes).toEqual({ 'server.address': expected, truncated: 'true' })
      expect(warningsOf(record)).toEqual(['an attribute was longer than 4096 bytes'])
    }
  })

  test('of bytes in a key is bounded', () => {
    const request = tracesRequest([
      span('credential.used', { ...NAMED, [`k8s.${'x'.repeat(253)}`]: 'x', [`k8s.${'x'.repeat(252)}`]: 'y' }),
    ])
    for (const [encoding, body] of bodies(request)) {
      const [record] = recordsOf('traces', encoding, body)
      expect(Object.values(eventOf(record).attributes ?? {})).toEqual(['y'])
      expect(warningsOf(record)).toEqual(['the key of an attribute is longer than 256 bytes'])
    }
  })

  test('of records is bounded', () => {
    const spans = new Uint8Array((MAX_RECORDS + 1) * 2).map((_, index) => (index % 2 === 0 ? 0x12 : 0))
    expect(readOtlp('traces', 'protobuf', wrap(0x0a, wrap(0x12, spans)))).toEqual({
      kind: 'too many',
      reason: 'too many records',
    })
    expect(recordsOf('traces', 'protobuf', wrap(0x0a, wrap(0x12, spans.subarray(2))))).toHaveLength(MAX_RECORDS)
  })
})

describe('numbers that are none', () => {
  test.each(['NaN', 'Infinity', '-Infinity', -0, 1e308])('such as %s are read', (doubleValue) => {
    const request = tracesRequest([span('credential.used', { ...NAMED, 'user.id': { doubleValue } })])
    expect(eventOf(recordsOf('traces', 'json', json(request))[0]).attributes).toEqual({
      'user.id': String(doubleValue),
    })
  })

  test('beyond what a double can hold are infinite', () => {
    const body = JSON.stringify(
      tracesRequest([span('credential.used', { ...NAMED, 'user.id': { doubleValue: 'X' } })]),
    ).replace('"X"', '1e400')
    expect(eventOf(recordsOf('traces', 'json', new TextEncoder().encode(body))[0]).attributes).toEqual({
      'user.id': 'Infinity',
    })
  })
})
