import { ATTRIBUTE_WARNINGS, MAX_DEPTH } from './attributes.ts'
import type { AttributeValue, Attributes } from './attributes.ts'
import { base64At } from './base64.ts'
import { TOO_LONG, keyAt } from './keys.ts'
import { Nested } from './nested.ts'
import { textAt } from './text.ts'
import type { Wire } from './wire.ts'

// Tags of opentelemetry.proto.common.v1 (number × 8 + wire type). A known number with another wire type is an unknown field.
const KEY = 0x0a
const VALUE = 0x12
const STRING = 0x0a
const BOOL = 0x10
const INT = 0x18
const DOUBLE = 0x21
const ARRAY = 0x2a
const KVLIST = 0x32
const BYTES = 0x3a
const ITEM = 0x0a

/** Reads one `KeyValue`, the message at `wire`, into `attributes`, if it is of use. Its value is not read where it is not. */
export function readAttribute(wire: Wire, attributes: Attributes): void {
  const outer = wire.enter()
  let keyStart = 0
  let keyEnd = 0
  let value = -1
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === KEY) {
      keyStart = wire.field()
      keyEnd = wire.pos
    } else if (tag === VALUE) {
      value = wire.pos
      wire.skip(tag)
    } else wire.skip(tag)
  }
  const key = value < 0 ? null : keyAt(wire.bytes, keyStart, keyEnd)
  if (key === TOO_LONG) attributes.warn(ATTRIBUTE_WARNINGS.longKey)
  else if (key !== null) {
    wire.pos = value
    const read = readValue(wire, 0)
    if (read !== null) attributes.set(key, read)
  }
  wire.leave(outer)
}

/** Reads the `AnyValue` at `wire`: null where it is empty, undefined where it is nested too deeply. */
function readValue(wire: Wire, depth: number): AttributeValue | null | undefined {
  const outer = wire.enter()
  let value: AttributeValue | null | undefined = null
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === STRING) {
      const start = wire.field()
      value = textAt(wire.bytes, start, wire.pos)
    } else if (tag === BOOL) value = wire.varint() !== 0
    else if (tag === INT) value = wire.int64()
    else if (tag === DOUBLE) value = wire.double()
    else if (tag === BYTES) {
      const start = wire.field()
      value = base64At(wire.bytes, start, wire.pos)
    } else if (tag === ARRAY || tag === KVLIST) value = readNested(wire, tag, depth + 1)
    else wire.skip(tag)
  }
  wire.leave(outer)
  return value
}

function readNested(wire: Wire, tag: number, depth: number): AttributeValue | undefined {
  if (depth > MAX_DEPTH) {
    wire.skip(tag)
    return undefined
  }
  const outer = wire.enter()
  const nested = new Nested(tag === ARRAY ? '[]' : '{}')
  for (let item = wire.tag(); item !== 0; item = wire.tag()) {
    if (item !== ITEM || nested.full) wire.skip(item)
    else if (tag === ARRAY) nested.add(readValue(wire, depth))
    else readEntry(wire, nested, depth)
  }
  wire.leave(outer)
  return nested.value()
}

function readEntry(wire: Wire, nested: Nested, depth: number): void {
  const outer = wire.enter()
  let key = ''
  let value: AttributeValue | null | undefined = null
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === KEY) {
      const start = wire.field()
      const text = textAt(wire.bytes, start, wire.pos)
      key = typeof text === 'string' ? text : text.text
    } else if (tag === VALUE) value = readValue(wire, depth)
    else wire.skip(tag)
  }
  nested.add(value, key)
  wire.leave(outer)
}
