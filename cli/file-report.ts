import { REASONS, type FileFault } from '../collector/files/faults.ts'
import type { FilePiece } from '../collector/files/source.ts'
import type { AccountLine } from '../log/account.ts'
import { countOutcomes } from '../collector/intake.ts'
import type { ReadRecords } from './system/read-records.ts'

/** So many faults of files are told; all are counted. */
const MOST_FAULTS = 20

/** What ends the reading of a file: what came before it was read. */
const ENDS: ReadonlySet<string> = new Set([REASONS.cut, REASONS.open, REASONS.gzipCut, REASONS.gzipDamaged])

/** Tells, file by file, what could not be read. */
export class FileReport {
  /** Files that there were. */
  count = 0
  readonly #note: (line: string) => void
  #faults = 0
  #empty = 0
  #records = 0
  readonly #quiet: string[] = []
  #before = 0
  #last = ''

  constructor(note: (line: string) => void) {
    this.#note = note
  }

  /** Begins with a file or a directory. */
  open(): void {
    this.#before = this.count
    this.#last = ''
  }

  /** Some records of a file, and what they were translated to. */
  add(piece: FilePiece, reads: readonly ReadRecords[]): void {
    if (piece.file !== this.#last) this.#begin(piece)
    this.#last = piece.file
    this.#records += piece.records.length
    for (const fault of piece.faults) this.#tell(faultLine(piece, fault))
    for (const warning of piece.warnings) this.#note(`${piece.file}: ${warning}`)
    for (const read of reads) for (const line of rejectionLines(piece, read)) this.#tell(line)
  }

  /** What became of some records, once they were looked at whole: what is rejected only then is told too. */
  refused(read: ReadRecords, lines: readonly AccountLine[]): void {
    const told = new Set(rejectedIn(countOutcomes(read.source, read.records).lines).map(({ reason }) => reason))
    const late = rejectedIn(lines).filter(({ reason }) => !told.has(reason))
    for (const line of late) this.#tell(rejectionLine(read.place, line))
  }

  /** Ends with a file or a directory. */
  close(path: string): void {
    if (this.count === this.#before) this.#note(`${path}: there are no files in it`)
  }

  /** Whether there was nothing in any file. */
  get isNothing(): boolean {
    return this.count === this.#empty
  }

  end(): void {
    if (this.#records === 0) for (const file of this.#quiet) this.#tell(`${file}: there are no records in it`)
    if (this.#faults > MOST_FAULTS) this.#note(`… and ${this.#faults - MOST_FAULTS} more that could not be read`)
  }

  /** A file without anything is one piece, and a blank one has a warning. */
  #begin({ file, records, faults, warnings }: FilePiece): void {
    this.count++
    if (records.length + faults.length > 0) return
    if (warnings.length > 0) this.#empty++
    else this.#quiet.push(file)
  }

  #tell(line: string): void {
    if (this.#faults++ < MOST_FAULTS) this.#note(line)
  }
}

function faultLine({ file, before, records }: FilePiece, { reason, detail }: FileFault): string {
  const read = before + records.length
  const partly = ENDS.has(reason) && read > 0 ? `read in part, ${read === 1 ? '1 record' : `${read} records`}: ` : ''
  return `${file}: ${partly}${reason}${detail === '' ? '' : `: ${detail}`}`
}

/** What a file's records were rejected for, beside what could not be read of it at all. */
function rejectionLines({ file, faults }: FilePiece, { source, records }: ReadRecords): string[] {
  const unread = new Set(faults.map(({ reason }) => reason))
  return rejectedIn(countOutcomes(source, records).lines)
    .filter(({ reason }) => !unread.has(reason))
    .map((line) => rejectionLine(file, line))
}

function rejectedIn(lines: readonly AccountLine[]): readonly AccountLine[] {
  return lines.filter(({ outcome }) => outcome === 'rejected')
}

function rejectionLine(file: string, { reason, records }: AccountLine): string {
  return `${file}: ${records === 1 ? 'a record' : `${records} records`} rejected: ${reason}`
}
