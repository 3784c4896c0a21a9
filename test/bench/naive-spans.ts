import protobuf from 'protobufjs'
import { EVENT_TYPES, OUTCOMES, PRIVILEGES, type LifecycleEvent } from '../../schemas/events.ts'

const PROTO = `syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Scope { string name = 1; string version = 2; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; repeated Event events = 11;
  Status status = 15; fixed32 flags = 16; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message TracesRequest { repeated ResourceSpans resource_spans = 1; }`

const Request = protobuf.parse(PROTO, { keepCase: false }).root.lookupType('TracesRequest')

interface KeyValue {
  readonly key: string
  /** `value` says which of them it is. */
  readonly value: {
    readonly value?: string
    readonly stringValue: string
    readonly boolValue: boolean
    readonly intValue: protobuf.Long
    readonly doubleValue: number
  }
}

interface Span {
  readonly traceId: Buffer
  readonly spanId: Buffer
  readonly name: string
  readonly startTimeUnixNano: protobuf.Long
  readonly attributes: readonly KeyValue[]
  readonly status?: { readonly code: number }
}

interface Decoded {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[]
  }[]
}

/** A span of ours: the event for the engine, and the row for ClickHouse. */
export interface NaiveSpan {
  readonly event: LifecycleEvent
  readonly row: object
}

/** Reads a body as protobufjs does it: everything becomes objects. */
export function readSpans(body: Uint8Array): NaiveSpan[] {
  const { resourceSpans } = Request.decode(body) as unknown as Decoded
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => readSpan(span, resource.attributes))),
  )
}

function textOf(value: KeyValue['value']): string {
  switch (value.value) {
    case 'stringValue':
      return value.stringValue
    case 'intValue':
      return String(bigOf(value.intValue))
    case 'boolValue':
      return String(value.boolValue)
    case 'doubleValue':
      return String(value.doubleValue)
    case undefined:
    default:
      return ''
  }
}

const bigOf = ({ low, high }: protobuf.Long): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)

function readSpan(span: Span, resource: readonly KeyValue[]): NaiveSpan {
  const attributes: Record<string, string> = {}
  for (const { key, value } of resource) attributes[key] = textOf(value)
  for (const { key, value } of span.attributes) attributes[key] = textOf(value)
  const event = eventOf(span, attributes)
  const { type, outcome, time, ...said } = event
  const ids = { trace_id: span.traceId.toString('hex'), span_id: span.spanId.toString('hex') }
  return { event, row: { type, outcome, time: String(time), ...said, ...ids, attributes } }
}

function eventOf(span: Span, attributes: Record<string, string>): LifecycleEvent {
  const notAfter = attributes['credential.not_after']
  const instance = attributes['workload.instance.id'] ?? attributes['k8s.pod.uid'] ?? ''
  const bound = attributes['credential.workload.id'] ?? (span.name === 'workload.ended' ? instance : '')
  return {
    type: EVENT_TYPES.find((type) => type === span.name) ?? 'decision.made',
    outcome: span.status?.code === 2 ? OUTCOMES[1] : OUTCOMES[0],
    time: bigOf(span.startTimeUnixNano),
    credential_id: attributes['credential.id'] ?? '',
    credential_kind: attributes['credential.kind'] ?? '',
    issuer: attributes['credential.issuer'] ?? '',
    workload_id: bound,
    workload_kind: attributes['workload.kind'] ?? '',
    presenter_id: instance,
    identity: attributes['credential.subject'] ?? '',
    parent_id: attributes['credential.parent.id'] ?? '',
    parent_issuer: attributes['credential.parent.issuer'] ?? '',
    not_after: notAfter === undefined ? 0 : Date.parse(notAfter),
    privilege: Math.max(
      0,
      PRIVILEGES.findIndex((privilege) => privilege === attributes['credential.privilege']),
    ),
    prod: attributes['deployment.environment.name'] === 'production',
  }
}
