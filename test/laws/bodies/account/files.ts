import { gzipSync } from 'node:zlib'
import { assumeRole, record } from '../../../../collector/adapters/cloudtrail/fixtures.ts'
import { add, type Ledger } from './counts.ts'
import type { Line, Step } from './plan.ts'

const eventID = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A file of a step, entered in the ledger; of one that is cut nobody knows beforehand what is left of it. */
export function fileOf({ form, lines }: Extract<Step, { kind: 'file' }>, ledger: Ledger): Buffer {
  // The first line says what kind of file it is.
  const text = ['use' as const, ...lines].map((line) => lineOf(line, form === 'cut' ? null : ledger)).join('\n')
  if (form === 'plain') return Buffer.from(text)
  const zipped = gzipSync(text, { level: 0 })
  return form === 'gzip' ? zipped : zipped.subarray(0, zipped.length - 40)
}

/** Of files that are cut the events are none that others have. */
const CUT = 1_000_000_000

function lineOf(line: Line, ledger: Ledger | null): string {
  switch (line) {
    case 'no JSON':
      return noted('{"eventVersion":"1.08', ledger, { rejected: 1 })
    case 'unknown':
      return noted('{"hello":"world"}', ledger, { rejected: 1 })
    case 'ignored':
      return noted(JSON.stringify(record({ userIdentity: { type: 'AWSAccount' } })), ledger, { ignored: 1 })
    case 'bad time':
      return noted(JSON.stringify(record({ eventTime: 'noon' })), ledger, { rejected: 1 })
    case 'behind NULs':
      if (ledger !== null) ledger.warnings += 1
      return '\0'.repeat(9) + goodLine('use', ledger)
    case 'use':
    case 'issuance':
    case 'again':
      return goodLine(line, ledger)
  }
}

function noted(text: string, ledger: Ledger | null, counts: Parameters<typeof add>[1]): string {
  if (ledger !== null) add(ledger.counts, counts)
  return text
}

/** A use is one event; an issuance is two, for its caller used a key. The same record again is what it was. */
function goodLine(line: 'use' | 'issuance' | 'again', ledger: Ledger | null): string {
  if (ledger === null) return JSON.stringify(record({ eventID: eventID(CUT) }))
  const sent = ledger.sent.file
  const number = (line === 'again' ? sent.at(-1) : undefined) ?? ledger.next() * 2 + (line === 'issuance' ? 1 : 0)
  sent.push(number)
  add(ledger.counts, { accepted: 1 })
  ledger.events.add(`record ${number} 0`)
  if (number % 2 === 1) ledger.events.add(`record ${number} 1`)
  return JSON.stringify((number % 2 === 1 ? assumeRole : record)({ eventID: eventID(number) }))
}
