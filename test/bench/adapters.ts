import { createHmac } from 'node:crypto'
import { translatePiece } from '../../cli/system/read-records.ts'
import type { Found } from '../../collector/files/found.ts'
import { Nuls } from '../../collector/files/nuls.ts'
import { LineScanner } from '../../collector/files/lines.ts'
import { createIntake } from '../../collector/intake.ts'
import type { Log } from '../../log/log.ts'
import { EventBatch } from '../../schemas/batch.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { renamed, vendorRecords } from './adapter-records.ts'
import { cpuSeconds } from './measure.ts'

/** What one adapter made of its records: CPU seconds of each step, and of `JSON.parse` alone. */
export interface AdapterFigures {
  readonly from: string
  readonly records: number
  readonly bytes: number
  readonly events: number
  readonly accepted: number
  /** From bytes to an EventBatch, all steps together. */
  readonly ours: number
  readonly reading: number
  readonly translating: number
  readonly taking: number
  /** Each line to text and parsed, and thrown away. */
  readonly parsing: number
}

const CHUNK = 65_536
const MEBIBYTE = 1_048_576
const WARM_RECORDS = 20_000
const PIECE = 1_000
const NEWLINE = 0x0a
const KEY = new Uint8Array(16).fill(7)

let events = 0
let accepted = 0

/** Takes everything, and keeps nothing. */
const log: Log = {
  append({ write }) {
    const batch = new EventBatch()
    write(batch)
    events += batch.length
    return Promise.resolve()
  },
  close: () => Promise.resolve(),
}
const fingerprint = (secret: string) => `hmac:${createHmac('sha256', KEY).update(secret).digest('hex').slice(0, 32)}`
const intake = createIntake({ log, keyring: createKeyring(KEY), fingerprint, now: Date.now })

/** NDJSON of so many records, in which no two copies share an id. */
function ndjson(lines: readonly string[], records: number, firstCopy: number): Buffer {
  const copies = Math.ceil(records / lines.length)
  const texts = Array.from({ length: copies }, (_, copy) =>
    lines.map((line) => `${renamed(line, firstCopy + copy)}\n`).join(''),
  )
  return Buffer.concat(texts.map((text) => Buffer.from(text)))
}

interface Steps {
  reading: number
  translating: number
  taking: number
}

/** As files are read, translated and taken in: pieces of a thousand records, one after the other. */
async function takeAll(bytes: Buffer): Promise<Steps> {
  const steps: Steps = { reading: 0, translating: 0, taking: 0 }
  const found: Found = { records: [], faults: [], nuls: new Nuls() }
  const scanner = new LineScanner(found, MEBIBYTE)
  let mark = cpuSeconds()
  const lap = (step: keyof Steps) => {
    const now = cpuSeconds()
    steps[step] += now - mark
    mark = now
  }
  for (let at = 0; at < bytes.length; at += CHUNK) {
    scanner.push(bytes.subarray(at, at + CHUNK))
    if (found.records.length < PIECE && at + CHUNK < bytes.length) continue
    lap('reading')
    const piece = {
      file: '-',
      records: found.records,
      before: 0,
      previous: undefined,
      faults: [],
      warnings: [],
      nulRuns: 0,
      bytesRead: 0,
      totalBytes: 0,
    }
    found.records = []
    const groups = translatePiece(piece, undefined)
    lap('translating')
    for (const { source, records, place } of groups) {
      const outcomes = await intake.submit(source, records, place)
      accepted += outcomes.filter(({ outcome }) => outcome.kind === 'accepted').length
    }
    lap('taking')
  }
  return steps
}

/** The baseline: what the language needs to have the objects. */
function parseAll(bytes: Buffer): number {
  const begin = cpuSeconds()
  let seen = 0
  for (let at = 0, end = 0; (end = bytes.indexOf(NEWLINE, at)) >= 0; at = end + 1) {
    const value: unknown = JSON.parse(bytes.toString('utf8', at, end))
    if (typeof value === 'object') seen += 1
  }
  if (seen === 0) throw new Error('nothing was parsed')
  return cpuSeconds() - begin
}

async function run(vendor: string, wanted: number): Promise<AdapterFigures> {
  const { from, lines } = vendorRecords(vendor)
  const warm = ndjson(lines, WARM_RECORDS, 0)
  parseAll(warm)
  await takeAll(warm)
  const bytes = ndjson(lines, wanted, 1_000)
  const records = Math.ceil(wanted / lines.length) * lines.length
  events = 0
  accepted = 0
  globalThis.gc?.()
  const parsing = parseAll(bytes)
  globalThis.gc?.()
  const steps = await takeAll(bytes)
  const ours = steps.reading + steps.translating + steps.taking
  return { from, records, bytes: bytes.length, events, accepted, ours, parsing, ...steps }
}

const [vendor = '', wanted] = process.argv.slice(2)
console.log(JSON.stringify(await run(vendor, Number(wanted))))
