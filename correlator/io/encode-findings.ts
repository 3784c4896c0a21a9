import { randomBytes } from 'node:crypto'
import type { NativeColumn } from '../../clickhouse/native/column.ts'
import { encodeNative } from '../../clickhouse/native/encode.ts'
import type { FindingRow } from './finding-row.ts'

/** Which process writes findings, and what it judges under. */
export interface Writer {
  readonly name: string
  readonly policyVersion: string
}

/** A writer of this process, told from all others. */
export function createWriter(policyVersion: string): Writer {
  return { name: randomBytes(6).toString('hex'), policyVersion }
}

type TextOf = (row: FindingRow, writer: Writer) => string
type NumberOf = (row: FindingRow) => number

const TEXTS: Readonly<Record<string, TextOf>> = {
  id: ({ id }) => id,
  tenant: ({ subject }) => subject.tenant,
  rule: ({ change }) => change.rule.id,
  subject_kind: ({ subject }) => subject.kind,
  issuer: ({ subject }) => subject.issuer,
  subject_id: ({ subject }) => subject.id,
  severity: ({ change }) => change.verdict.severity,
  hash: ({ hash }) => hash,
  writer: (_, { name }) => name,
  policy_version: (_, { policyVersion }) => policyVersion,
  environment: ({ environment }) => environment,
  trust_domain: ({ trustDomain }) => trustDomain,
  identity: ({ identity }) => identity,
  owner: ({ owner }) => owner,
  workload: ({ workload }) => workload,
  chain_root: ({ chainRoot }) => chainRoot,
}

/** By type: Native needs to be told. */
const NUMBERS: Readonly<Record<'Int64' | 'UInt64' | 'UInt16' | 'UInt8', Readonly<Record<string, NumberOf>>>> = {
  Int64: {
    appears: ({ change }) => change.verdict.appears,
    since: ({ change }) => change.verdict.since,
    until: ({ change }) => change.verdict.until,
  },
  UInt64: { version: ({ change }) => change.version },
  UInt16: { slot: ({ slot }) => slot, rule_version: ({ change }) => change.rule.version },
  UInt8: { retracted: ({ change }) => (change.activity === 'retract' ? 1 : 0) },
}

const ARRAYS = { Int64: Float64Array, UInt64: Float64Array, UInt16: Uint16Array, UInt8: Uint8Array } as const

/** Findings of one block. */
const MOST_FINDINGS = 10_000

/** Findings in parts, each of which is one block. */
export function inParts(rows: readonly FindingRow[]): (readonly FindingRow[])[] {
  return Array.from({ length: Math.ceil(rows.length / MOST_FINDINGS) }, (_, n) =>
    rows.slice(n * MOST_FINDINGS, (n + 1) * MOST_FINDINGS),
  )
}

/** Findings as one ClickHouse Native block. */
export function encodeFindings(rows: readonly FindingRow[], writer: Writer): { columns: string[]; block: Uint8Array } {
  const texts = Object.entries(TEXTS).map(([name, of]): NativeColumn => ({
    name,
    type: 'String',
    data: rows.map((row) => of(row, writer)),
  }))
  const numbers = (Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).flatMap((type) =>
    Object.entries(NUMBERS[type]).map(([name, of]): NativeColumn => ({
      name,
      type,
      data: ARRAYS[type].from(rows.map(of)),
    })),
  )
  const columns = [...texts, ...numbers, subjectKeys(rows)]
  return { columns: columns.map(({ name }) => name), block: encodeNative(rows.length, columns) }
}

function subjectKeys(rows: readonly FindingRow[]): NativeColumn {
  const data = Uint8Array.from(rows.flatMap(({ subjectKey }) => [...subjectKey]))
  return { name: 'subject_key', type: 'FixedString(16)', data }
}
