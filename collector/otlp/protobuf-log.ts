import type { EventType } from '../../schemas/events.ts'
import { Attributes } from './attributes.ts'
import { eventNameAt } from './carrier.ts'
import type { Surroundings, Visitor } from './carrier.ts'
import { attributeType } from './event-name.ts'
import { SPAN_ID_BYTES, TRACE_ID_BYTES, idText, spanIdAt, traceIdAt } from './protobuf-ids.ts'
import { readAttribute } from './protobuf-value.ts'
import { bytesAsText } from './text.ts'
import type { Wire } from './wire.ts'

// Tags of opentelemetry.proto.logs.v1 LogRecord.
const TIME = 0x09
const ATTRIBUTE = 0x32
const TRACE_ID = 0x4a
const SPAN_ID = 0x52
const OBSERVED = 0x59
const EVENT_NAME = 0x62

interface Outline {
  named: boolean
  type: EventType | null
  traceAt: number
  spanAt: number
  time: bigint
  observed: bigint
}

/** Reads a log record: its outline, and its attributes where they may name an event of ours. */
export function readLog(wire: Wire, around: Surroundings, visitor: Visitor): void {
  const start = wire.pos
  const outline = readOutline(wire)
  const attributes = new Attributes(around.resource)
  if (!outline.named || outline.type !== null) readAttributes(wire, start, attributes)
  const type = outline.named ? outline.type : attributeType(attributes)
  if (type === null) return visitor.ordinary(1)
  visitor.carrier({
    type,
    attributes,
    time: outline.time === 0n ? outline.observed : outline.time,
    failed: false,
    traceId: idText(wire.bytes, outline.traceAt, TRACE_ID_BYTES),
    spanId: idText(wire.bytes, outline.spanAt, SPAN_ID_BYTES),
    index: '',
    bytes: around.text() + bytesAsText(wire.bytes, start, wire.end),
    size: wire.end - start,
  })
}

function readOutline(wire: Wire): Outline {
  const outline: Outline = { named: false, type: null, traceAt: -1, spanAt: -1, time: 0n, observed: 0n }
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === ATTRIBUTE) wire.field()
    else if (tag === TIME) outline.time = wire.fixed64()
    else if (tag === OBSERVED) outline.observed = wire.fixed64()
    else if (tag === TRACE_ID) outline.traceAt = traceIdAt(wire)
    else if (tag === SPAN_ID) outline.spanAt = spanIdAt(wire)
    else if (tag === EVENT_NAME) {
      const start = wire.field()
      outline.named = wire.pos > start
      outline.type = eventNameAt(wire.bytes, start, wire.pos)
    } else wire.skip(tag)
  }
  return outline
}

function readAttributes(wire: Wire, start: number, attributes: Attributes): void {
  wire.pos = start
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === ATTRIBUTE) readAttribute(wire, attributes)
    else wire.skip(tag)
  }
}
