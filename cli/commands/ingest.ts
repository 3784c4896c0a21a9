import { Command } from 'commander'
import { readSource } from '../../collector/files/source.ts'
import { Account } from '../../log/account.ts'
import { dataOption } from '../options.ts'
import { note, say } from '../output.ts'
import { createProgress } from '../progress.ts'
import { accountLines, accountOf } from '../account-report.ts'
import { withData, type Opened } from '../system/opened.ts'
import { translatePiece, type ReadRecords } from '../system/read-records.ts'
import { sendRead } from '../system/send-read.ts'

interface IngestOptions {
  readonly data?: string
  readonly source?: string
  readonly json?: boolean
}

/** So many faults of files are printed; all are counted. */
const MOST_FAULTS = 20

/** `lifespan ingest`: audit logs from files, directories or standard input. */
export function ingestCommand(): Command {
  return new Command('ingest')
    .description('read audit logs: files, directories, gzip or not, - for standard input')
    .argument('<paths...>', 'what to read; recognised by content, never by name')
    .addOption(dataOption())
    .option('--source <name>', 'who reports (default: the adapter that knows the records, such as cloudtrail)')
    .option('--json', 'the account as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  lifespan ingest ./cloudtrail\n  lifespan ingest a.json.gz b.json --source prod-account\n  zcat *.gz | lifespan ingest - --data /var/lib/lifespan\n',
    )
    .action((paths: readonly string[], options: IngestOptions) =>
      withData(options.data, (opened) => ingest(opened, paths, options)),
    )
}

async function ingest(opened: Opened, paths: readonly string[], options: IngestOptions): Promise<void> {
  const submit = submitter(opened)
  const account = new Account()
  const progress = createProgress(process.stderr)
  let faults = 0
  for (const path of paths) {
    for await (const piece of readSource(path)) {
      for (const { detail, reason } of piece.faults)
        if (faults++ < MOST_FAULTS) progress.note(`${piece.file}: ${reason}${detail === '' ? '' : `: ${detail}`}`)
      for (const warning of piece.warnings) progress.note(`${piece.file}: ${warning}`)
      for (const read of translatePiece(piece, options.source)) {
        await submit(read)
        account.addAll(accountOf(read))
      }
      progress.show(piece.bytesRead, piece.totalBytes, account.count())
    }
  }
  progress.end()
  if (faults > MOST_FAULTS) note(`… and ${faults - MOST_FAULTS} more that could not be read`)
  await opened.core?.correlator.judge()
  report(account, options.json ?? false)
}

/** Into our own log, or to the Lifespan that runs on this data. */
function submitter({ core, run }: Opened): (read: ReadRecords) => Promise<void> {
  if (core !== null) return ({ source, records }) => core.intake.submit(source, records)
  return (read) => sendRead(run!, read)
}

function report(account: Account, json: boolean): void {
  for (const line of accountLines(account, json)) say(line)
  if (account.count('accepted') + account.count('ignored') > 0) return
  note('lifespan: nothing here could be read: is it one of the formats that `lifespan ingest --help` names?')
  process.exitCode = 2
}
