import type { Run } from '../../cli/system/run-file.ts'

/** A value as OTLP/JSON has it. */
export type Value = string | number | boolean

/** A span that is one of our carriers. Times are ms since 1970, or whatever OTLP/JSON is given. */
export interface Said {
  readonly name: string
  readonly at: number | string
  readonly span: string
  readonly attributes: Readonly<Record<string, Value>>
}

const TRACE = '5'.repeat(32)

export function valueOf(value: Value): object {
  if (typeof value === 'boolean') return { boolValue: value }
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }
}

const attributesOf = (attributes: Said['attributes']) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }))

const nanos = (at: number | string) => (typeof at === 'string' ? at : `${at}000000`)

/** A span in OTLP/JSON's form. */
export function spanOf({ name, at, span, attributes }: Said): object {
  const time = nanos(at)
  return {
    traceId: TRACE,
    spanId: span,
    name,
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes: attributesOf(attributes),
  }
}

/** A log record in OTLP/JSON's form, with its two times. */
export function logOf({ name, at, attributes }: Said, observed: number | string = '0'): object {
  const record = { eventName: name, timeUnixNano: nanos(at), observedTimeUnixNano: nanos(observed) }
  return { ...record, attributes: attributesOf(attributes) }
}

export const tracesOf = (spans: readonly object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
export const logsOf = (logRecords: readonly object[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })

/** An answer, read. */
export interface Answered {
  readonly status: number
  readonly text: string
}

/** Sends a body of OTLP, by default as JSON to `/v1/traces`. */
export async function post(
  { otlp }: Pick<Run, 'otlp'>,
  body: object | string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
  path = '/v1/traces',
): Promise<Answered> {
  const plain = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(`${otlp}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: plain ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

const ISSUER = 'https://broker.example'

/** A use of a credential: the smallest thing that is kept. */
export const used = (id: string, at: number | string, span: string, more: Said['attributes'] = {}): Said => ({
  name: 'credential.used',
  at,
  span,
  attributes: { 'credential.id': id, 'credential.issuer': ISSUER, 'workload.instance.id': 'pod-1', ...more },
})
