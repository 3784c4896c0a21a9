import { createReadStream } from 'node:fs'
import { shownPlace } from '../place.ts'
import { unreadable, REASONS, type FileFault } from './faults.ts'
import type { FileRecord, Found } from './found.ts'
import { gunzip, isGzip } from './gunzip.ts'
import { Input } from './input.ts'
import { Nuls } from './nuls.ts'
import { ContentScanner } from './scan.ts'
import { filesBelow, type FoundFile } from './walk.ts'

/** Some records of one file, in its order. */
export interface FilePiece {
  /** The file's path, as it may be shown; `-` is the standard input. */
  readonly file: string
  readonly records: readonly FileRecord[]
  /** How many records of the file came before these. */
  readonly before: number
  /** The last of those; undefined where there is none. */
  readonly previous: unknown
  /** Each is one received and one rejected. */
  readonly faults: readonly FileFault[]
  readonly warnings: readonly string[]
  /** Runs of NUL bytes that were passed over in a file that has records: each is a warning of the account. */
  readonly nulRuns: number
  /** How far reading is, in bytes on disk, over all files of the source. */
  readonly bytesRead: number
  /** The size of all files of the source, or 0 where it is not known. */
  readonly totalBytes: number
}

export interface ReadOptions {
  /** A record of more bytes is rejected. */
  readonly maxRecordBytes?: number
  /** About how many records come in one piece. */
  readonly recordsAPiece?: number
  /** What `-` reads. */
  readonly stdin?: AsyncIterable<Buffer>
  /** Asked before so many bytes more, inflated, are looked at: where they are too many, reading ends. */
  readonly admits?: (bytes: number) => boolean
}

const CHUNK = 65_536
const MEBIBYTE = 1_048_576

/**
 * Reads logs from a file, a directory or the standard input (`-`), recognised by content and never by name. A file that
 * can't be read is a fault in its piece, and the others are read on. Every file ends with a piece, be it empty.
 */
export async function* readSource(path: string, options: ReadOptions = {}): AsyncGenerator<FilePiece> {
  const stdin = options.stdin ?? process.stdin
  const files = path === '-' ? [{ path, size: 0 }] : await filesBelow(path)
  const progress = { bytesRead: 0, totalBytes: files.reduce((total, file) => total + file.size, 0) }
  for (const file of files) yield* readFile(file, progress, path === '-' ? stdin : null, options)
}

/** Reads the same from bytes that somebody sends, under the name that is shown. */
export async function* readStream(
  name: string,
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions = {},
): AsyncGenerator<FilePiece> {
  yield* readFile({ path: name, size: 0 }, { bytesRead: 0, totalBytes: 0 }, chunks, options)
}

interface Progress {
  bytesRead: number
  readonly totalBytes: number
}

async function* readFile(
  file: FoundFile,
  progress: Progress,
  stdin: AsyncIterable<Buffer> | null,
  options: ReadOptions,
) {
  const found: Found = { records: [], faults: file.fault === undefined ? [] : [file.fault], nuls: new Nuls() }
  const shown = shownPlace(file.path)
  let handedOn = 0
  let last: unknown = undefined
  const piece = (warnings: string[] = []): FilePiece => {
    const { records, faults } = found
    const [before, previous] = [handedOn, last]
    handedOn += records.length
    last = records.at(-1)?.record ?? previous
    const nulRuns = handedOn > 0 ? found.nuls.takeRuns() : 0
    found.records = []
    found.faults = []
    return { file: shown, records, before, previous, faults, warnings, nulRuns, ...progress }
  }
  const warnings: string[] = []
  const readAtEnd = progress.bytesRead + file.size
  if (file.fault === undefined) {
    const chunks = counted(stdin ?? createReadStream(file.path, { highWaterMark: CHUNK }), progress)
    const scanner = new ContentScanner(found, options.maxRecordBytes ?? MEBIBYTE)
    for await (const _ of scanned(chunks, scanner, found, options.admits ?? (() => true))) {
      if (found.records.length + found.faults.length >= (options.recordsAPiece ?? 1_000)) yield piece()
    }
    const isEmpty = scanner.isEmpty && found.faults.length === 0
    const nuls = found.nuls.bytes
    if (isEmpty && nuls > 0) found.faults.push(nothingBut(nuls))
    else if (isEmpty) warnings.push('the file is empty: there are no records in it')
    else if (nuls > 0) warnings.push(`${nuls} NUL bytes before an entry were passed over`)
  }
  progress.bytesRead = Math.max(progress.bytesRead, readAtEnd)
  yield piece(warnings)
}

const nothingBut = (nuls: number): FileFault => ({
  reason: REASONS.unknown,
  detail: `nothing but ${nuls} NUL bytes, at line 1`,
})

async function* counted(chunks: AsyncIterable<Buffer>, progress: Progress): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    progress.bytesRead += chunk.length
    yield chunk
  }
}

/** Feeds the scanner, and yields after each part so that what was found can be handed on. */
async function* scanned(
  chunks: AsyncIterable<Buffer>,
  scanner: ContentScanner,
  found: Found,
  admits: (bytes: number) => boolean,
): AsyncGenerator<void> {
  const input = new Input(chunks)
  let fault: FileFault | null = null
  try {
    await input.atLeast(3)
    const bytes = isGzip(input.rest) ? gunzip(input) : input.remaining()
    fault = yield* fed(bytes, scanner, admits)
  } catch (error) {
    fault = unreadable(error)
  } finally {
    await input.close()
  }
  finish(scanner, found, fault)
}

async function* fed(
  bytes: AsyncGenerator<Buffer, FileFault | null>,
  scanner: ContentScanner,
  admits: (bytes: number) => boolean,
) {
  for (let next = await bytes.next(); ; next = await bytes.next()) {
    if (next.done) return next.value
    const goesOn = admits(next.value.length)
    if (goesOn) scanner.push(next.value)
    yield
    if (!goesOn || scanner.isUnknown) {
      await bytes.return(null)
      return null
    }
  }
}

/** A record that is cut because the gzip data are is one fault, not two. */
function finish(scanner: ContentScanner, found: Found, fault: FileFault | null): void {
  const before = found.faults.length
  scanner.end()
  if (fault === null) return
  const broken = fault.reason !== REASONS.gzipAfter && found.faults.length > before
  if (broken) found.faults.splice(before, found.faults.length - before)
  found.faults.push(fault)
}
