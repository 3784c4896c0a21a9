import { malformed } from './carrier.ts'
import type { JsonReader } from './json-reader.ts'
import type { Damaged } from './text.ts'

const INTEGER = /^-?\d{1,20}$/
const NOT_FINITE: readonly string[] = ['NaN', 'Infinity', '-Infinity']
const MAX_UINT64 = 2n ** 64n - 1n
const STATUS_ERROR: readonly string[] = ['2', 'STATUS_CODE_ERROR']

/** A string; '' where it is null. */
export function readText(json: JsonReader): string | Damaged {
  return json.isNull() ? '' : json.string()
}

export function readBoolean(json: JsonReader): boolean {
  const text = json.kind() === 'literal' ? json.scalar() : ''
  if (text !== 'true' && text !== 'false') throw malformed.shape
  return text === 'true'
}

/** An integer, exact, whether it is written as a number or as a string. Throws `Malformed` where it is none. */
function readInteger(json: JsonReader): bigint {
  const kind = json.kind()
  if (kind !== 'string' && kind !== 'number') throw malformed.shape
  const text = kind === 'string' ? json.string() : json.scalar()
  if (typeof text !== 'string' || !INTEGER.test(text)) throw malformed.integer
  return BigInt(text)
}

/** A signed integer of 64 bits. */
export function readInt64(json: JsonReader): bigint {
  const value = readInteger(json)
  if (value !== BigInt.asIntN(64, value)) throw malformed.integer
  return value
}

/** Nanoseconds since 1970, an unsigned integer of 64 bits; 0 where it is null. */
export function readNanos(json: JsonReader): bigint {
  if (json.isNull()) return 0n
  const value = readInteger(json)
  if (value < 0n || value > MAX_UINT64) throw malformed.integer
  return value
}

/** A double; protobuf's JSON writes those that are no numbers as strings. */
export function readDouble(json: JsonReader): number {
  const kind = json.kind()
  if (kind === 'number') return Number(json.scalar())
  const text = kind === 'string' ? json.string() : null
  if (typeof text !== 'string' || (!NOT_FINITE.includes(text) && Number.isNaN(Number(text)))) throw malformed.shape
  return Number(text)
}

/** Whether a status' code, by number or by name, is an error. */
export function readIsError(json: JsonReader): boolean {
  if (json.isNull()) return false
  const code = json.kind() === 'string' ? json.string() : json.scalar()
  return typeof code === 'string' && STATUS_ERROR.includes(code)
}

/** An id in lower-case hex of so many digits; '' where it is missing or zero. Throws `error` where it is something else. */
export function readHex(json: JsonReader, digits: number, error: Error): string {
  const text = readText(json)
  if (text === '') return ''
  if (typeof text !== 'string' || text.length !== digits || !/^[0-9a-fA-F]*$/.test(text)) throw error
  return /^0*$/.test(text) ? '' : text.toLowerCase()
}
