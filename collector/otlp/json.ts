import { Attributes } from './attributes.ts'
import { Malformed, malformed } from './carrier.ts'
import type { Decode, Surroundings, Visitor } from './carrier.ts'
import { readLog } from './json-log.ts'
import { JsonReader } from './json-reader.ts'
import { readSpan } from './json-span.ts'
import { readAttributes } from './json-value.ts'
import { bytesAsText } from './text.ts'

/** Reads the record at `json`; throws `Malformed` where it is none. */
type ReadRecord = (json: JsonReader, around: Surroundings, visitor: Visitor) => void

interface Shape {
  readonly groups: readonly string[]
  readonly scopes: readonly string[]
  readonly records: readonly string[]
  readonly read: ReadRecord
}

const TRACES: Shape = {
  groups: ['resourceSpans', 'resource_spans'],
  scopes: ['scopeSpans', 'scope_spans'],
  records: ['spans'],
  read: readSpan,
}
const LOGS: Shape = {
  groups: ['resourceLogs', 'resource_logs'],
  scopes: ['scopeLogs', 'scope_logs'],
  records: ['logRecords', 'log_records'],
  read: readLog,
}

/** Reads a request in OTLP/JSON. Nothing is built of what is none of ours, but all of a record is checked. */
export const decodeJson: Decode = (signal, body, visitor) => {
  const json = new JsonReader(body)
  const shape = signal === 'traces' ? TRACES : LOGS
  try {
    if (json.kind() !== 'object') throw malformed.object
    json.object((field) => {
      if (shape.groups.includes(field)) json.array(() => readGroup(json, shape, visitor))
      else json.skip()
    })
    json.finish()
  } finally {
    visitor.readTo(json.pos)
  }
}

/** The resource may come after what stands under it: so a group is gone through twice. */
function readGroup(json: JsonReader, shape: Shape, visitor: Visitor): void {
  const start = json.pos
  const resource = new Attributes(null)
  let text = ''
  let whole = true
  json.object((field) => {
    const from = json.pos
    if (field === 'resource') whole = readResource(json, resource) && whole
    else json.skip()
    if (field === 'resource') text += bytesAsText(json.bytes, from, json.pos)
  })
  json.pos = start
  json.object((field) => {
    if (!shape.scopes.includes(field)) return json.skip()
    json.array(() => readScope(json, { resource, text, whole }, shape, visitor))
  })
}

/** A resource that can't be read costs the records under it, and no others. */
function readResource(json: JsonReader, resource: Attributes): boolean {
  const fault = guarded(json, () => {
    json.object((field) => {
      if (field === 'attributes') readAttributes(json, resource)
      else json.skip()
    })
  })
  return fault === null
}

interface Group {
  readonly resource: Attributes
  readonly text: string
  readonly whole: boolean
}

function readScope(json: JsonReader, group: Group, shape: Shape, visitor: Visitor): void {
  const { bytes, pos, end } = json
  const around = { resource: group.resource, text: () => `${group.text}\0${scopeText(bytes, pos, end)}\0` }
  const readOne = () => {
    if (!group.whole) throw malformed.shape
    shape.read(json, around, visitor)
  }
  json.object((field) => {
    if (!shape.records.includes(field)) return json.skip()
    json.array(() => {
      const start = json.pos
      const fault = guarded(json, readOne)
      if (fault !== null) visitor.bad(fault.message, json.bytes, start, json.pos)
    })
  })
}

function scopeText(bytes: Uint8Array, start: number, end: number): string {
  const json = new JsonReader(bytes, start, end)
  let text = ''
  json.object((field) => {
    const from = json.pos
    json.skip()
    if (field === 'scope') text += bytesAsText(bytes, from, json.pos)
  })
  return text
}

/** Reads the value at `json`. What is wrong in it is given back and costs nothing that comes after it; what is no JSON is thrown. */
function guarded(json: JsonReader, read: () => void): Malformed | null {
  const start = json.pos
  json.skip()
  const end = json.pos
  json.pos = start
  try {
    read()
    return null
  } catch (error) {
    if (!(error instanceof Malformed) || error === malformed.records) throw error
    return error
  } finally {
    json.pos = end
  }
}
