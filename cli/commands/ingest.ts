import { Command } from 'commander'
import { adapterNames } from '../../collector/adapters/index.ts'
import { readSource, type FilePiece } from '../../collector/files/source.ts'
import type { FileFault } from '../../collector/files/faults.ts'
import { OWNERS_SOURCE, type OwnersFeed } from '../../collector/owners/feed.ts'
import type { RecordOutcome } from '../../collector/translated.ts'
import { countOutcomes } from '../../collector/intake.ts'
import type { Account, AccountLine } from '../../log/account.ts'
import { dataOption } from '../options.ts'
import { note, say } from '../output.ts'
import { createProgress } from '../progress.ts'
import { accountLines } from '../account-report.ts'
import { readOwners } from '../system/owners.ts'
import { Sending } from '../system/sending.ts'
import { withData, type Opened } from '../system/opened.ts'
import { translatePiece, type ReadRecords } from '../system/read-records.ts'
import { sendRead } from '../system/send-read.ts'

interface IngestOptions {
  readonly data?: string
  readonly source?: string
  readonly owners?: string
  readonly json?: boolean
}

/** So many faults of files are printed; all are counted. */
const MOST_FAULTS = 20

/** `lifespan ingest`: audit logs from files, directories or standard input. */
export function ingestCommand(): Command {
  return new Command('ingest')
    .description(
      `read audit logs (${adapterNames().join(', ')}): files, directories, gzip or not, - for standard input`,
    )
    .argument('[paths...]', 'what to read; recognised by content, never by name')
    .addOption(dataOption())
    .option('--source <name>', 'who reports (default: the adapter that knows the records, such as cloudtrail)')
    .option('--owners <file>', 'who answers for which identities, as YAML or CSV')
    .option('--json', 'the account as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lifespan ingest ./cloudtrail\n  lifespan ingest a.json.gz b.json --source prod-account\n  lifespan ingest --owners owners.yaml\n  zcat *.gz | lifespan ingest - --data /var/lib/lifespan\n',
    )
    .action((paths: readonly string[], options: IngestOptions, command: Command) => {
      if (paths.length === 0 && options.owners === undefined)
        command.error('what is to be read? Name files, directories, - or --owners')
      return withData(options.data, (opened) => ingest(opened, paths, options))
    })
}

async function ingest(opened: Opened, paths: readonly string[], options: IngestOptions): Promise<void> {
  const feed = options.owners === undefined ? null : await readOwners(options.owners)
  const progress = createProgress(process.stderr)
  const sending = new Sending(submitter(opened))
  let faults = 0
  for (const path of paths) {
    for await (const piece of readSource(path)) {
      for (const fault of piece.faults) if (faults++ < MOST_FAULTS) progress.note(faultLine(piece.file, fault))
      for (const warning of piece.warnings) progress.note(`${piece.file}: ${warning}`)
      for (const read of translatePiece(piece, options.source)) {
        for (const line of rejectionLines(piece, read)) if (faults++ < MOST_FAULTS) progress.note(line)
        await sending.send(read)
      }
      progress.show(piece.bytesRead, piece.totalBytes, sending.account.count())
    }
  }
  await sending.finish()
  if (feed !== null) await sending.send({ source: OWNERS_SOURCE, records: await ownersRecords(opened, feed) })
  await sending.finish()
  progress.end()
  if (faults > MOST_FAULTS) note(`… and ${faults - MOST_FAULTS} more that could not be read`)
  await opened.core?.correlator.judge()
  report(sending.account, options.json ?? false)
}

/** What the file says of the identities that are known by now, and of people. */
async function ownersRecords({ client }: Opened, feed: OwnersFeed): Promise<readonly RecordOutcome[]> {
  const known = await client.rows<{ id: string }>("SELECT DISTINCT id FROM lifespan.identity WHERE id != ''")
  return [...feed.people, ...feed.assignmentsOf(known.map(({ id }) => id))]
}

/** What a file's records were rejected for, beside what could not be read of it at all. */
function rejectionLines({ file, faults }: FilePiece, { source, records }: ReadRecords): string[] {
  const unread = new Set(faults.map(({ reason }) => reason))
  return countOutcomes(source, records)
    .lines.filter(({ outcome, reason }) => outcome === 'rejected' && !unread.has(reason))
    .map(
      ({ reason, records: count }) => `${file}: ${count === 1 ? 'a record' : `${count} records`} rejected: ${reason}`,
    )
}

function faultLine(file: string, { reason, detail }: FileFault): string {
  return `${file}: ${reason}${detail === '' ? '' : `: ${detail}`}`
}

/** Into our own log, or to the Lifespan that runs on this data. Says what it came to. */
function submitter({ core, run }: Opened): (read: ReadRecords) => Promise<readonly AccountLine[]> {
  if (core === null) return (read) => sendRead(run!, read)
  return async ({ source, records }) => countOutcomes(source, await core.intake.submit(source, records)).lines
}

function report(account: Account, json: boolean): void {
  for (const line of accountLines(account, json)) say(line)
  if (account.count() === 0 || account.count('accepted') + account.count('ignored') > 0) return
  note(`lifespan: nothing here could be read. Records of these are known, gzip or not: ${adapterNames().join(', ')}`)
  process.exitCode = 2
}
