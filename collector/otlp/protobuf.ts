import { Attributes } from './attributes.ts'
import { Malformed, malformed } from './carrier.ts'
import type { Decode, Surroundings, Visitor } from './carrier.ts'
import { readAttribute } from './protobuf-value.ts'
import { readLog } from './protobuf-log.ts'
import { readSpan } from './protobuf-span.ts'
import { bytesAsText } from './text.ts'
import { Wire } from './wire.ts'

// Tags of both Export…ServiceRequests, which have one shape: groups ⊃ resource, scopes ⊃ scope, records.
const GROUP = 0x0a
const RESOURCE = 0x0a
const SCOPES = 0x12
const SCOPE = 0x0a
const RECORD = 0x12
const RESOURCE_ATTRIBUTE = 0x0a

/** Reads the record at `wire`, which ends at `wire.end`; throws `Malformed` where it is none. */
type ReadRecord = (wire: Wire, around: Surroundings, visitor: Visitor) => void

/** Reads a request in protobuf. Only what is ours is read; what is none of ours is not looked into. */
export const decodeProtobuf: Decode = (signal, body, visitor) => {
  const wire = new Wire(body)
  const read = signal === 'traces' ? readSpan : readLog
  try {
    for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
      if (tag === GROUP) readGroup(wire, read, visitor)
      else wire.skip(tag)
    }
  } finally {
    visitor.readTo(wire.pos)
  }
}

function readGroup(wire: Wire, read: ReadRecord, visitor: Visitor): void {
  const outer = wire.enter()
  const start = wire.pos
  const resource = new Attributes(null)
  let resourceText = ''
  let whole = true
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === RESOURCE) {
      const from = wire.pos
      whole = readResource(wire, resource) && whole
      resourceText += bytesAsText(wire.bytes, from, wire.pos)
    } else wire.skip(tag)
  }
  wire.pos = start
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === SCOPES) readScope(wire, resource, resourceText, whole ? read : readNothing, visitor)
    else wire.skip(tag)
  }
  wire.leave(outer)
}

/** A resource that can't be read costs the records under it, and no others. */
function readResource(wire: Wire, resource: Attributes): boolean {
  const outer = wire.enter()
  const end = wire.end
  try {
    for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
      if (tag === RESOURCE_ATTRIBUTE) readAttribute(wire, resource)
      else wire.skip(tag)
    }
    return true
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return false
  } finally {
    wire.end = end
    wire.leave(outer)
  }
}

const readNothing: ReadRecord = () => {
  throw malformed.protobuf
}

function readScope(wire: Wire, resource: Attributes, resourceText: string, read: ReadRecord, visitor: Visitor): void {
  const outer = wire.enter()
  const { bytes, pos, end } = wire
  const around = { resource, text: () => `${resourceText}\0${scopeText(bytes, pos, end)}\0` }
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    if (tag === RECORD) readOne(wire, around, read, visitor)
    else wire.skip(tag)
  }
  wire.leave(outer)
}

function scopeText(bytes: Uint8Array, start: number, end: number): string {
  const wire = new Wire(bytes)
  wire.pos = start
  wire.end = end
  let text = ''
  for (let tag = wire.tag(); tag !== 0; tag = wire.tag()) {
    const from = wire.pos
    wire.skip(tag)
    if (tag === SCOPE) text += bytesAsText(bytes, from, wire.pos)
  }
  return text
}

/** A record that can't be read costs only itself. */
function readOne(wire: Wire, around: Surroundings, read: ReadRecord, visitor: Visitor): void {
  const outer = wire.enter()
  const { pos: start, end } = wire
  try {
    read(wire, around, visitor)
  } catch (error) {
    if (!(error instanceof Malformed) || error === malformed.records) throw error
    visitor.bad(error.message, wire.bytes, start, end)
  }
  wire.end = end
  wire.leave(outer)
}
