import type { FileFault } from './faults.ts'
import type { Nuls } from './nuls.ts'

/** A parsed record and its own text. */
export interface FileRecord {
  readonly record: unknown
  readonly text: string
  /** The line on which it begins, from 1. */
  readonly line: number
}

/** What a scanner has found since it was last emptied. */
export interface Found {
  records: FileRecord[]
  faults: FileFault[]
  /** NUL bytes passed over outside entries, in the whole file. */
  readonly nuls: Nuls
}

/** Finds records in bytes that come in pieces. */
export interface Scanner {
  push(bytes: Buffer): void
  /** The bytes end here. */
  end(): void
}

/** Lists in which services deliver records: CloudTrail's files, LookupEvents' answers, Kubernetes' EventList. */
const ENVELOPES = ['Records', 'Events', 'items']
const ENVELOPE_START = /^\{\s*"(?:Records|Events|items)"\s*:\s*\[|^\{(?=[^[\]]{0,500}"kind"\s*:\s*"EventList")/

/** Whether a text begins as an envelope does. */
export function beginsEnvelope(text: string): boolean {
  return ENVELOPE_START.test(text)
}

/** Whether the key of a list, in quotes or without, is an envelope's. */
export function isEnvelopeKey(key: string): boolean {
  return ENVELOPES.includes(key)
}

/** The value, or undefined where the text is not JSON (whose message would repeat the text). */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** The records that a parsed line holds: itself, or what is listed in it. */
export function recordsIn(record: unknown, text: string, line: number): FileRecord[] {
  const list = Array.isArray(record) ? record : listIn(record)
  return list === null
    ? [{ record, text, line }]
    : list.map((item: unknown) => ({ record: item, text: JSON.stringify(item), line }))
}

function listIn(record: unknown): unknown[] | null {
  if (typeof record !== 'object' || record === null) return null
  for (const key of ENVELOPES) {
    const list: unknown = Object.hasOwn(record, key) ? Reflect.get(record, key) : null
    if (Array.isArray(list)) return list
  }
  return null
}
