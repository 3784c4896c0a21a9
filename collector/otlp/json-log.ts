import { Attributes } from './attributes.ts'
import type { Surroundings, Visitor } from './carrier.ts'
import { eventNamed } from './carrier.ts'
import type { JsonReader } from './json-reader.ts'
import { readNanos, readText } from './json-scalar.ts'
import { readSpanId, readTraceId } from './json-span.ts'
import { readAttributes } from './json-value.ts'
import { attributeType } from './event-name.ts'
import { bytesAsText } from './text.ts'

interface Outline {
  name: string
  traceId: string
  spanId: string
  time: bigint
  observed: bigint
}

/** Reads a log record. */
export function readLog(json: JsonReader, around: Surroundings, visitor: Visitor): void {
  const start = json.pos
  const log: Outline = { name: '', traceId: '', spanId: '', time: 0n, observed: 0n }
  const attributes = new Attributes(around.resource)
  json.object((field) => readField(json, field, log, attributes))
  const type = log.name === '' ? attributeType(attributes) : eventNamed(log.name)
  if (type === null) return visitor.ordinary(1)
  const { traceId, spanId } = log
  const time = log.time === 0n ? log.observed : log.time
  const bytes = around.text() + bytesAsText(json.bytes, start, json.pos)
  const size = json.pos - start
  visitor.carrier({ type, time, failed: false, traceId, spanId, index: '', attributes, bytes, size })
}

function readField(json: JsonReader, field: string, log: Outline, attributes: Attributes): void {
  switch (field) {
    case 'timeUnixNano':
    case 'time_unix_nano':
      log.time = readNanos(json)
      return
    case 'observedTimeUnixNano':
    case 'observed_time_unix_nano':
      log.observed = readNanos(json)
      return
    case 'eventName':
    case 'event_name':
      log.name = readName(json)
      return
    case 'traceId':
    case 'trace_id':
      log.traceId = readTraceId(json)
      return
    case 'spanId':
    case 'span_id':
      log.spanId = readSpanId(json)
      return
    case 'attributes':
      readAttributes(json, attributes)
      return
    default:
      json.skip()
  }
}

/** A damaged name is a name, and none of ours. */
function readName(json: JsonReader): string {
  const name = readText(json)
  return typeof name === 'string' ? name : name.text
}
