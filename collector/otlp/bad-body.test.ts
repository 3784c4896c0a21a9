import { describe, expect, test } from 'vitest'
import { tellBad } from './bad-body.ts'
import type { Signal } from './carrier.ts'
import { readOtlp, type Encoding } from './read.ts'
import { encodeProtobuf } from './test-protobuf.ts'
import { json, span, tracesRequest } from './test-requests.ts'

const REQUEST = tracesRequest([span('credential.used', { 'credential.id': 'secret-id', 'credential.issuer': 'i' })])
const protobuf = encodeProtobuf('TracesRequest', REQUEST)
const text = new TextDecoder().decode(json(REQUEST))
const bytes = (said: string) => new TextEncoder().encode(said)

function told(encoding: Encoding, body: Uint8Array, signal: Signal = 'traces'): string {
  const reading = readOtlp(signal, encoding, body)
  return reading.kind === 'bad' ? tellBad(signal, encoding, body, reading) : reading.kind
}

describe('a body that can not be read is told', () => {
  test.each<[string, Encoding, Uint8Array, RegExp]>([
    ['cut JSON', 'json', bytes(text.slice(0, -3)), /^not JSON \(it ends too early, at byte \d+\): send a whole /],
    ['a comma too many', 'json', bytes('{"resourceSpans":[],}'), /^not JSON \(byte 20 of 21\): /],
    [
      'a group of another type',
      'json',
      bytes('{"resourceSpans":{"x":1}}'),
      /^a field has the wrong type \(byte 17 of 25\)/,
    ],
    ['a list', 'json', bytes('[1]'), /^not a JSON object \(byte 0 of 3\).*if it is protobuf.*application\/x-protobuf$/],
    [
      'JSON said to be protobuf',
      'protobuf',
      bytes(text),
      /^not protobuf \(byte 1 of \d+\).*over HTTP as application\/json$/,
    ],
    ['cut protobuf', 'protobuf', protobuf.subarray(0, -3), /^not protobuf \(byte \d+ of \d+\): .*Request in protobuf$/],
  ])('with where and what is wanted: %s', (_, encoding, body, message) => {
    expect(told(encoding, body)).toMatch(message)
  })

  test('with the request that its address takes', () => {
    expect(told('json', bytes('{'), 'logs')).toContain('ExportLogsServiceRequest')
  })

  test('without a byte of it, wherever it is cut', () => {
    for (let end = 1; end < text.length; end += 1)
      expect(told('json', bytes(text.slice(0, end)))).not.toContain('secret')
    for (let end = 1; end < protobuf.length; end += 1)
      expect(told('protobuf', protobuf.subarray(0, end))).not.toContain('sec')
  })
})
