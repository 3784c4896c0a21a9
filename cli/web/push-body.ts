import { setImmediate as nextTurn } from 'node:timers/promises'
import { isGzip } from '../../collector/files/gunzip.ts'
import { readStream } from '../../collector/files/source.ts'
import { MAX_RECORDS } from '../../collector/otlp/read.ts'
import { BUSY, inflatedLimit, type BodyLimits, type Refused } from '../../collector/receivers/body.ts'
import { translatePiece, type ReadRecords } from '../system/read-records.ts'

const SLICE = 65_536
const TOO_MANY: Refused = {
  refused: 'size',
  message: `body has more than ${MAX_RECORDS} records: send smaller batches`,
}

/** What a body says, or why it is not taken as a whole. */
export type Pushed = { readonly reads: readonly ReadRecords[] } | Refused

/**
 * Reads a body as `lifespan ingest` reads a file, gzip or not by what it begins with. The limits are those of OTLP; what is cut or can't
 * be read costs itself alone.
 */
export async function readPushed(body: Uint8Array, source: string, place: string, limits: BodyLimits): Promise<Pushed> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const inflation = new Inflation(bytes, limits)
  const reads: ReadRecords[] = []
  let records = 0
  for await (const piece of readStream(place, slices(bytes), { admits: (more) => inflation.admits(more) })) {
    records += piece.records.length + piece.faults.length
    if (inflation.refused !== null) return inflation.refused
    if (records > MAX_RECORDS) return TOO_MANY
    reads.push(...translatePiece(piece, source))
    await nextTurn()
  }
  return { reads }
}

/** Watches what gzip becomes: how large, and how much is held at all. */
class Inflation {
  refused: Refused | null = null
  readonly #limits: BodyLimits
  readonly #isGzip: boolean
  readonly #limit: ReturnType<typeof inflatedLimit>
  #bytes = 0

  constructor(bytes: Buffer, limits: BodyLimits) {
    this.#limits = limits
    this.#isGzip = isGzip(bytes)
    this.#limit = inflatedLimit(bytes.length, limits.maxBytes)
  }

  admits(more: number): boolean {
    if (!this.#isGzip) return true
    this.#bytes += more
    if (this.#bytes > this.#limit.most) this.refused = this.#limit.over
    else if (!this.#limits.holding.take(more)) this.refused = BUSY
    return this.refused === null
  }
}

async function* slices(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE)
}
