import type { EventType } from '../../schemas/events.ts'
import { Attributes } from './attributes.ts'
import { eventNameAt } from './carrier.ts'
import type { Carrier, Surroundings, Visitor } from './carrier.ts'
import { SPAN_ID_BYTES, TRACE_ID_BYTES, idText, spanIdAt, traceIdAt } from './protobuf-ids.ts'
import { readAttribute } from './protobuf-value.ts'
import { bytesAsText } from './text.ts'
import type { Wire } from './wire.ts'

// Tags of opentelemetry.proto.trace.v1 Span, Span.Event and Status.
const TRACE_ID = 0x0a
const SPAN_ID = 0x12
const NAME = 0x2a
const START = 0x39
const ATTRIBUTE = 0x4a
const EVENT = 0x5a
const STATUS = 0x7a
const EVENT_TIME = 0x09
const EVENT_NAME = 0x12
const EVENT_ATTRIBUTE = 0x1a
const STATUS_CODE = 0x18
const STATUS_ERROR = 2

interface Outline {
  type: EventType | null
  traceAt: number
  spanAt: number
  time: bigint
  failed: boolean
  events: number
  eventsOfOurs: number
}

/** Reads a span: first its outline, which is all that is read of most, then the rest of one that says something of ours. */
export function readSpan(wire: Wire, around: Surroundings, visitor: Visitor): void {
  const start = wire.pos
  const outline = readOutline(wire)
  if (outline.type !== null || outline.eventsOfOurs > 0) {
    for (const carrier of readCarriers(wire, start, outline, around)) visitor.carrier(carrier)
  }
  visitor.ordinary((outline.type === null ? 1 : 0) + outline.events - outline.eventsOfOurs)
}

function readOutline(wire: Wire): Outline {
  const outline: Outline = { type: null, traceAt: -1, spanAt: -1, time: 0n, failed: false, events: 0, eventsOfOurs: 0 }
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === ATTRIBUTE) wire.field()
    else if (tag === TRACE_ID) outline.traceAt = traceIdAt(wire)
    else if (tag === SPAN_ID) outline.spanAt = spanIdAt(wire)
    else if (tag === NAME) outline.type = eventNameAt(wire.bytes, wire.field(), wire.pos)
    else if (tag === START) outline.time = wire.fixed64()
    else if (tag === STATUS) outline.failed = readFailed(wire)
    else if (tag === EVENT) {
      outline.events += 1
      if (readEventType(wire) !== null) outline.eventsOfOurs += 1
    } else wire.skip(tag)
  }
  return outline
}

function readFailed(wire: Wire): boolean {
  const outer = wire.enter()
  let code = 0
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === STATUS_CODE) code = wire.varint()
    else wire.skip(tag)
  }
  wire.leave(outer)
  return code === STATUS_ERROR
}

function readEventType(wire: Wire): EventType | null {
  const outer = wire.enter()
  let type: EventType | null = null
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === EVENT_NAME) type = eventNameAt(wire.bytes, wire.field(), wire.pos)
    else wire.skip(tag)
  }
  wire.leave(outer)
  return type
}

function readCarriers(wire: Wire, start: number, outline: Outline, around: Surroundings): Carrier[] {
  const attributes = new Attributes(around.resource)
  const traceId = idText(wire.bytes, outline.traceAt, TRACE_ID_BYTES)
  const spanId = idText(wire.bytes, outline.spanAt, SPAN_ID_BYTES)
  const { type, time, failed } = outline
  const bytes = traceId === '' || spanId === '' ? around.text() + bytesAsText(wire.bytes, start, wire.end) : null
  const span = { traceId, spanId, failed, bytes, size: wire.end - start }
  const carriers: Carrier[] = type === null ? [] : [{ ...span, type, time, index: '0', attributes }]
  let event = 0
  wire.pos = start
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === ATTRIBUTE) readAttribute(wire, attributes)
    else if (tag === EVENT) readEvent(wire, String((event += 1)), span, attributes, carriers)
    else wire.skip(tag)
  }
  return carriers
}

type OfSpan = Pick<Carrier, 'traceId' | 'spanId' | 'failed' | 'bytes' | 'size'>

function readEvent(wire: Wire, index: string, span: OfSpan, under: Attributes, into: Carrier[]): void {
  const outer = wire.enter()
  let type: EventType | null = null
  let time = 0n
  const attributes = new Attributes(under)
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === EVENT_TIME) time = wire.fixed64()
    else if (tag === EVENT_NAME) type = eventNameAt(wire.bytes, wire.field(), wire.pos)
    else if (tag === EVENT_ATTRIBUTE) readAttribute(wire, attributes)
    else wire.skip(tag)
  }
  if (type !== null) into.push({ ...span, type, time, index, attributes })
  wire.leave(outer)
}
