import type { EventType } from '../../schemas/events.ts'
import { Attributes } from './attributes.ts'
import { eventNamed, malformed } from './carrier.ts'
import type { Surroundings, Visitor } from './carrier.ts'
import type { JsonReader } from './json-reader.ts'
import { readHex, readIsError, readNanos, readText } from './json-scalar.ts'
import { readAttributes } from './json-value.ts'
import { bytesAsText } from './text.ts'

const TRACE_ID_DIGITS = 32
const SPAN_ID_DIGITS = 16

/** A trace id in lower-case hex, '' where there is none. */
export const readTraceId = (json: JsonReader): string => readHex(json, TRACE_ID_DIGITS, malformed.traceId)

/** A span id in lower-case hex, '' where there is none. */
export const readSpanId = (json: JsonReader): string => readHex(json, SPAN_ID_DIGITS, malformed.spanId)

/** The event that a name tells, or null. */
function readEventName(json: JsonReader): EventType | null {
  const name = readText(json)
  return typeof name === 'string' ? eventNamed(name) : null
}

/** A span or an event of it, as far as they are alike. */
interface Told {
  type: EventType | null
  time: bigint
  readonly attributes: Attributes
}

interface Outline extends Told {
  traceId: string
  spanId: string
  failed: boolean
  readonly events: Told[]
}

/** Reads a span. */
export function readSpan(json: JsonReader, around: Surroundings, visitor: Visitor): void {
  const start = json.pos
  const attributes = new Attributes(around.resource)
  const span: Outline = { type: null, time: 0n, attributes, traceId: '', spanId: '', failed: false, events: [] }
  json.object((field) => readSpanField(json, field, span))
  const { traceId, spanId, failed } = span
  const bytes = traceId === '' || spanId === '' ? around.text() + bytesAsText(json.bytes, start, json.pos) : null
  const size = json.pos - start
  for (const [index, { type, time, attributes: said }] of [span, ...span.events].entries()) {
    if (type === null) visitor.ordinary(1)
    else visitor.carrier({ type, time, traceId, spanId, failed, bytes, size, index: String(index), attributes: said })
  }
}

function readSpanField(json: JsonReader, field: string, span: Outline): void {
  switch (field) {
    case 'name':
      span.type = readEventName(json)
      return
    case 'traceId':
    case 'trace_id':
      span.traceId = readTraceId(json)
      return
    case 'spanId':
    case 'span_id':
      span.spanId = readSpanId(json)
      return
    case 'startTimeUnixNano':
    case 'start_time_unix_nano':
      span.time = readNanos(json)
      return
    case 'attributes':
      return readAttributes(json, span.attributes)
    case 'events':
      return json.array(() => span.events.push(readEvent(json, span.attributes)))
    case 'status':
      return json.object((part) => {
        if (part === 'code') span.failed = readIsError(json)
        else json.skip()
      })
    case 'endTimeUnixNano':
    case 'end_time_unix_nano':
      readNanos(json)
      return
    default:
      json.skip()
  }
}

function readEvent(json: JsonReader, under: Attributes): Told {
  const event: Told = { type: null, time: 0n, attributes: new Attributes(under) }
  json.object((field) => {
    if (field === 'name') event.type = readEventName(json)
    else if (field === 'timeUnixNano' || field === 'time_unix_nano') event.time = readNanos(json)
    else if (field === 'attributes') readAttributes(json, event.attributes)
    else json.skip()
  })
  return event
}
