export const TRACE_ID = '5b8efff798038103d269b633813fc60c'
export const SPAN_ID = 'eee19b7ec3c1b174'
export const TIME = '1760000000000000001'
export const POD = '0f6c9a3e-5d0e-4c0b-9a51-0d3a2b1c4d5e'

/** An attribute's value as a test writes it; an object is a value as OTLP/JSON has it. */
export type TestValue = string | boolean | bigint | number | readonly string[] | object

export function keyValues(attributes: Readonly<Record<string, TestValue>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: TestValue): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return { intValue: String(value) }
  if (typeof value === 'number') return { doubleValue: value }
  return Array.isArray(value) ? { arrayValue: { values: value.map((item: string) => anyValue(item)) } } : value
}

/** A span; what is not given is good. */
export function span(name: string, attributes: Readonly<Record<string, TestValue>> = {}, other: object = {}): object {
  const ids = { traceId: TRACE_ID, spanId: SPAN_ID }
  return { ...ids, name, kind: 3, startTimeUnixNano: TIME, attributes: keyValues(attributes), ...other }
}

export function tracesRequest(spans: readonly object[], resource: Readonly<Record<string, TestValue>> = {}): object {
  const scopeSpans = [{ scope: { name: 'test' }, spans }]
  return { resourceSpans: [{ resource: { attributes: keyValues(resource) }, scopeSpans }] }
}

export function logsRequest(logRecords: readonly object[], resource: Readonly<Record<string, TestValue>> = {}): object {
  const scopeLogs = [{ scope: { name: 'test' }, logRecords }]
  return { resourceLogs: [{ resource: { attributes: keyValues(resource) }, scopeLogs }] }
}

export const json = (message: object): Uint8Array => new TextEncoder().encode(JSON.stringify(message))
