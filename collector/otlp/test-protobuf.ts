import protobuf from 'protobufjs'

/** OTLP as far as tests need it: an oracle that shares nothing with the decoder. */
const PROTO = `syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13;
  Status status = 15; fixed32 flags = 16; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message TracesRequest { repeated ResourceSpans resource_spans = 1; }
message LogRecord { fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11;
  string event_name = 12; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message LogsRequest { repeated ResourceLogs resource_logs = 1; }
message PartialSuccess { int64 rejected = 1; string error_message = 2; }
message Response { PartialSuccess partial_success = 1; }
message RpcStatus { int32 code = 1; string message = 2; repeated Any details = 3; }
message Any { string type_url = 1; bytes value = 2; }
message RetryInfo { Duration retry_delay = 1; }
message Duration { int64 seconds = 1; int32 nanos = 2; }`

const { root } = protobuf.parse(PROTO, { keepCase: false })

/** The bytes of a message in the form of OTLP/JSON's names, ids in hex. */
export function encodeProtobuf(type: 'TracesRequest' | 'LogsRequest' | 'Span', message: object): Uint8Array {
  const found = root.lookupType(type)
  return found.encode(found.fromObject(withBytes(message))).finish()
}

/** What a response says. */
export function decodeProtobufAnswer(
  type: 'Response' | 'RpcStatus' | 'RetryInfo',
  bytes: Uint8Array,
): Record<string, unknown> {
  return decodeProtobuf(type, bytes)
}

/** What a message says. */
export function decodeProtobuf(
  type: 'TracesRequest' | 'Response' | 'RpcStatus' | 'RetryInfo',
  bytes: Uint8Array,
): Record<string, unknown> {
  const found = root.lookupType(type)
  return found.toObject(found.decode(bytes), { longs: String })
}

const IDS = ['traceId', 'spanId', 'parentSpanId']

/** OTLP/JSON has ids in hex, protobufjs takes bytes. */
function withBytes(message: object): Record<string, unknown> {
  const entries = Object.entries(message).map(([name, value]: [string, unknown]) => [name, bytesOf(name, value)])
  return Object.fromEntries(entries)
}

function bytesOf(name: string, value: unknown): unknown {
  if (IDS.includes(name) && typeof value === 'string')
    return Uint8Array.from(value.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
  if (Array.isArray(value)) return value.map((item: unknown) => bytesOf('', item))
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) return withBytes(value)
  return typeof value === 'bigint' ? String(value) : value
}
