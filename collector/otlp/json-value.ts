import { ATTRIBUTE_WARNINGS, MAX_DEPTH } from './attributes.ts'
import type { AttributeValue, Attributes } from './attributes.ts'
import { malformed } from './carrier.ts'
import type { JsonReader } from './json-reader.ts'
import { readBoolean, readDouble, readInt64, readText } from './json-scalar.ts'
import { TOO_LONG, keyNamed } from './keys.ts'
import { Nested } from './nested.ts'
import { Damaged } from './text.ts'

/** null is an empty value, undefined one nested too deeply. */
type Read = AttributeValue | null | undefined

/** Reads a list of `KeyValue`s into `attributes`. All of them are checked, those that are of no use too. */
export function readAttributes(json: JsonReader, attributes: Attributes): void {
  json.array(() => {
    const [name, value] = readEntry(json, 0)
    const key = keyNamed(name)
    if (key === TOO_LONG) attributes.warn(ATTRIBUTE_WARNINGS.longKey)
    else if (key !== null && value !== null) attributes.set(key, value)
  })
}

function readEntry(json: JsonReader, depth: number): [string, Read] {
  const entry: [string, Read] = ['', null]
  json.object((field) => {
    if (field === 'key') entry[0] = plain(readText(json))
    else if (field === 'value') entry[1] = readValue(json, depth)
    else json.skip()
  })
  return entry
}

function readValue(json: JsonReader, depth: number): Read {
  let value = null as Read
  json.object((field) => {
    const read = readers.get(field)
    if (read === undefined) json.skip()
    else if (json.isNull()) value = null
    else value = read(json, depth)
  })
  return value
}

function readNested(json: JsonReader, depth: number, brackets: '[]' | '{}'): Read {
  if (depth > MAX_DEPTH) {
    json.skip()
    return undefined
  }
  const nested = new Nested(brackets)
  json.object((field) => {
    if (field !== 'values') return json.skip()
    json.array(() => {
      if (brackets === '[]') return nested.add(readValue(json, depth))
      const [key, value] = readEntry(json, depth)
      nested.add(value, key)
    })
  })
  return nested.value()
}

/** Bytes are base64 already. */
function readBytes(json: JsonReader): Read {
  const text = readText(json)
  if (!(text instanceof Damaged) && !/^[\w+/-]*={0,2}$/.test(text)) throw malformed.shape
  return text
}

type Reader = (json: JsonReader, depth: number) => Read

/** By the names of AnyValue's fields, in both spellings that protobuf's JSON has. */
const readers = new Map<string, Reader>()
function spelled(names: readonly string[], read: Reader): void {
  for (const name of names) readers.set(name, read)
}
spelled(['stringValue', 'string_value'], readText)
spelled(['boolValue', 'bool_value'], readBoolean)
spelled(['intValue', 'int_value'], readInt64)
spelled(['doubleValue', 'double_value'], readDouble)
spelled(['bytesValue', 'bytes_value'], readBytes)
spelled(['arrayValue', 'array_value'], (json, depth) => readNested(json, depth + 1, '[]'))
spelled(['kvlistValue', 'kvlist_value'], (json, depth) => readNested(json, depth + 1, '{}'))

function plain(text: string | Damaged): string {
  return text instanceof Damaged ? text.text : text
}
