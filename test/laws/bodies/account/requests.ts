import { gzipSync } from 'node:zlib'
import { encodeProtobuf } from '../../../../collector/otlp/test-protobuf.ts'
import { add, type Ledger } from './counts.ts'
import type { Step, Unit } from './plan.ts'

type RequestStep = Extract<Step, { kind: 'request' }>
type Attributes = Readonly<Record<string, string>>

const TIME = '1760000000000000001'
const NAMED: Attributes = { 'credential.id': 'jti-1', 'credential.issuer': 'https://broker.example' }

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }))
const hex = (number: number, digits: number) => (number + 1).toString(16).padStart(digits, '0')
const ids = (number: number) => ({ traceId: hex(number, 32), spanId: hex(number, 16) })

/** What is sent, to where, and whether it counts. */
export interface Sent {
  readonly path: string
  readonly method: 'POST' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | string | null
}

/** A request of a step, entered in the ledger. */
export function requestOf(step: RequestStep, ledger: Ledger): Sent {
  const records = step.units.map((unit) =>
    step.signal === 'traces' ? spanOf(unit, ledger) : logOf(unit, step, ledger),
  )
  return sentOf(step, records)
}

/** So many spans that can't be read. */
export function floodOf(records: number, ledger: Ledger): Sent {
  add(ledger.counts, { rejected: records })
  const spans = Array.from({ length: records }, () => ({ ...ids(0), traceId: 'ab', name: 'credential.used' }))
  return sentOf({ kind: 'request', signal: 'traces', encoding: 'json', gzip: false, units: [] }, spans)
}

function sentOf({ signal, encoding, gzip }: RequestStep, records: readonly object[]): Sent {
  const traces = { resourceSpans: [{ scopeSpans: [{ spans: records }] }] }
  const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] }
  const message = signal === 'traces' ? traces : logs
  const plain =
    encoding === 'json'
      ? Buffer.from(JSON.stringify(message))
      : encodeProtobuf(signal === 'traces' ? 'TracesRequest' : 'LogsRequest', message)
  const type = encoding === 'json' ? 'application/json' : 'application/x-protobuf'
  const headers = { 'content-type': type, ...(gzip ? { 'content-encoding': 'gzip' } : {}) }
  return { path: `/v1/${signal}`, method: 'POST', headers, body: Uint8Array.from(gzip ? gzipSync(plain) : plain) }
}

/** The number of a unit: of one that comes again that of an earlier one. */
function numberOf(unit: Unit, sent: number[], ledger: Ledger): number {
  const again = unit.kind === 'again' ? sent.at(-1) : undefined
  const number = again ?? ledger.next()
  if (unit.kind === 'good') sent.push(number)
  return number
}

function spanOf(unit: Unit, ledger: Ledger): object {
  const number = numberOf(unit, ledger.sent.traces, ledger)
  const span = { ...ids(number), startTimeUnixNano: TIME, attributes: keyValues(NAMED) }
  if (unit.kind === 'bad') {
    add(ledger.counts, { rejected: 1 })
    return { ...span, name: 'credential.used', ...BAD_SPANS[unit.how % BAD_SPANS.length] }
  }
  const { ours, others } = 'ours' in unit ? unit : { ours: 0, others: 0 }
  const told = unit.kind === 'ordinary' ? 0 : 1
  add(ledger.counts, { accepted: told + ours, ignored: 1 - told + others })
  const events = Array.from({ length: ours + others }, (_, n) => ({
    timeUnixNano: TIME,
    name: n < ours ? 'credential.used' : 'x',
  }))
  if (told === 1) ledger.events.add(`span ${number} 0`)
  for (let n = 1; n <= ours; n++) ledger.events.add(`span ${number} ${n}`)
  return { ...span, name: told === 1 ? 'credential.used' : 'GET /', events }
}

/** Each costs the span, whatever else is in it. */
const BAD_SPANS: readonly object[] = [
  { traceId: 'ab' },
  { spanId: 'ab' },
  { startTimeUnixNano: '0' },
  { startTimeUnixNano: '9000000000000000000' },
  { startTimeUnixNano: '4000000000000000000' },
  { attributes: [] },
  { attributes: keyValues({ ...NAMED, 'credential.id': 'a\0b' }) },
  { attributes: keyValues({ ...NAMED, 'credential.id': 'x'.repeat(5_000) }) },
  { attributes: keyValues({ ...NAMED, 'credential.id': 'x'.repeat(3_000) }) },
]

function logOf(unit: Unit, { encoding }: RequestStep, ledger: Ledger): object {
  if (unit.kind === 'ordinary') {
    add(ledger.counts, { ignored: 1 })
    return { timeUnixNano: TIME, body: { stringValue: 'x' } }
  }
  const number = numberOf(unit, ledger.sent.logs, ledger)
  const record = {
    timeUnixNano: TIME,
    eventName: 'credential.used',
    attributes: keyValues({ ...NAMED, 'user.id': `${number}` }),
  }
  if (unit.kind === 'bad') {
    add(ledger.counts, { rejected: 1 })
    return { ...record, ...BAD_LOGS[unit.how % BAD_LOGS.length] }
  }
  add(ledger.counts, { accepted: 1 })
  // A log record has no id: its bytes are, and they are others in another encoding.
  ledger.events.add(`log ${encoding} ${number}`)
  return record
}

const BAD_LOGS: readonly object[] = [
  { timeUnixNano: '0', observedTimeUnixNano: '0' },
  { attributes: [] },
  { traceId: 'ab' },
  { timeUnixNano: '9000000000000000000' },
]

const JSON_TYPE = { 'content-type': 'application/json' }
const PROTOBUF = { 'content-type': 'application/x-protobuf' }
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Sent['headers'], path = '/v1/traces'): Sent => ({
  path,
  method: 'POST',
  headers,
  body,
})

/** The longest body that is taken. */
export const BODY_BYTES = 400_000

/** Bodies that can't be read, and requests that are none: what each comes to. */
const SPOILED: readonly (readonly [rejected: 0 | 1, sent: Sent])[] = [
  [1, post('{bad', JSON_TYPE)],
  [1, post(Uint8Array.of(0xff, 0xff), PROTOBUF)],
  [1, post('x', { 'content-type': 'text/plain' })],
  [1, post('x', { ...PROTOBUF, 'content-encoding': 'br' })],
  [1, post('x', { ...PROTOBUF, 'content-encoding': 'gzip' })],
  [1, post(new Uint8Array(BODY_BYTES + 1), PROTOBUF, '/v1/logs')],
  [1, post('', JSON_TYPE)],
  [0, post('', PROTOBUF)],
  [0, post('{}', JSON_TYPE, '/v1/logs')],
  [0, post('{}', JSON_TYPE, '/v1/metrics')],
  [0, { path: '/v1/traces', method: 'GET', headers: {}, body: null }],
]

/** A request that can't be read, or is none, entered in the ledger. */
export function spoiledOf(how: number, ledger: Ledger): Sent {
  const [rejected, sent] = SPOILED[how % SPOILED.length]!
  add(ledger.counts, { rejected })
  return sent
}
