import { adapterNames, recogniseRecord } from '../../collector/adapters/index.ts'
import type { FilePiece } from '../../collector/files/source.ts'
import type { RecordOutcome } from '../../collector/translated.ts'
import { rejected } from '../../schemas/outcome.ts'

/** Records of one source. */
export interface ReadRecords {
  readonly source: string
  readonly records: readonly RecordOutcome[]
  /** The file's name, as it was given. */
  readonly place: string
}

/** What could not be read belongs to whoever else the file speaks of, or to nobody known. */
export const UNKNOWN_SOURCE = 'unknown'

const UNKNOWN_FORMAT = `unknown format: a record of none of these: ${adapterNames().join(', ')}`

const NULS = 'NUL bytes outside records were passed over'

/** Translates what was read of a file, by content; grouped by source: a configured name, else the adapter's. */
export function translatePiece(piece: FilePiece, source: string | undefined): readonly ReadRecords[] {
  const groups = new Map<string, RecordOutcome[]>()
  const add = (name: string, outcome: RecordOutcome) => {
    const key = source ?? name
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [outcome])
    else group.push(outcome)
  }
  let last = recogniseRecord(piece.previous)?.name ?? UNKNOWN_SOURCE
  for (const [n, { record, text, line }] of piece.records.entries()) {
    const adapter = recogniseRecord(record)
    last = adapter?.name ?? UNKNOWN_SOURCE
    const outcome = adapter?.translate(record, source ?? last) ?? rejected(UNKNOWN_FORMAT)
    add(last, { outcome, bytes: text, position: piece.before + n + 1, detail: `line ${line}` })
  }
  for (const { reason, detail } of piece.faults)
    add(last, { outcome: rejected(reason), carrier: 'file', position: 0, detail })
  if (piece.nulRuns > 0) add(last, { outcome: { kind: 'warning', reason: NULS, times: piece.nulRuns } })
  return [...groups].map(([name, records]) => ({ source: name, records, place: piece.file }))
}

/** JSON of records, in which a time of nanoseconds is a text. */
export function encodeRead(read: ReadRecords): string {
  return JSON.stringify(read, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}

/** Reads what {@link encodeRead} wrote. */
export function decodeRead(text: string): ReadRecords {
  return JSON.parse(text, (key, value: unknown) =>
    key === 'time' && typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as ReadRecords
}
