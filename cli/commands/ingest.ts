import { Command } from 'commander'
import { adapterNames } from '../../collector/adapters/index.ts'
import { readSource } from '../../collector/files/source.ts'
import { OWNERS_SOURCE, type OwnersFeed } from '../../collector/owners/feed.ts'
import type { RecordOutcome } from '../../collector/translated.ts'
import { countOutcomes } from '../../collector/intake.ts'
import { Account, type AccountLine } from '../../log/account.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption, parseName } from '../options.ts'
import { note } from '../output.ts'
import { createProgress } from '../progress.ts'
import { FileReport } from '../file-report.ts'
import { reportIngested, reportWhenInterrupted } from '../ingested.ts'
import { openSecrets } from '../system/data-directory.ts'
import { isAnyThere, isNew } from '../system/first-start.ts'
import { findPlace } from '../system/place.ts'
import { readOwners, tellTies, type OwnersPlace } from '../system/owners.ts'
import { Sending } from '../system/sending.ts'
import { withData, type Opened } from '../system/opened.ts'
import { translatePiece, type ReadRecords } from '../system/read-records.ts'
import { sendRead } from '../system/send-read.ts'

interface IngestOptions extends ConfigFlags {
  readonly source?: string
  readonly json?: boolean
}

/** `lifespan ingest`: audit logs from files, directories or standard input. */
export function ingestCommand(): Command {
  return new Command('ingest')
    .description(
      `read audit logs (${adapterNames().join(', ')}): files, directories, gzip or not, - for standard input`,
    )
    .argument('[paths...]', 'what to read; recognised by content, never by name')
    .addOption(configOption())
    .addOption(dataOption())
    .option(
      '--source <name>',
      'who reports (default: the adapter that knows the records, such as cloudtrail)',
      parseName,
    )
    .option('--owners <file>', 'who answers for which identities, as YAML or CSV', parseName)
    .option('--json', 'the account as JSON')
    .addHelpText(
      'after',
      '\nThe same log may be read again, whole or in part: its events are told apart by their ids, and nothing is found twice.\nExits with 1 if nothing was readable.\n\nExamples:\n  npx lifespan ingest ./cloudtrail\n  npx lifespan ingest a.json.gz b.json --source prod-account\n  npx lifespan ingest --owners owners.yaml\n  zcat *.gz | npx lifespan ingest - --data /var/lib/lifespan\n',
    )
    .action(async (paths: readonly string[], options: IngestOptions, command: Command) => {
      if (paths.length === 0 && options.owners === undefined)
        command.error('what is to be read? Name files, directories, - or --owners')
      if (!(await isWorthIt(paths, options))) return tellMissing(paths, options)
      return withData(options, (opened) => ingest(opened, paths, options))
    })
}

/** Where a data directory would be made: whether there is anything to put into it. Throws where the owners can't be read. */
async function isWorthIt(paths: readonly string[], options: IngestOptions): Promise<boolean> {
  const settings = await loadSettings(options)
  if (!isNew(await findPlace(settings))) return true
  if (settings.owners !== null) return (await readOwners(settings.owners)) !== null
  return isAnyThere(paths)
}

/** Says of each path that nothing is there. */
async function tellMissing(paths: readonly string[], { json = false }: IngestOptions): Promise<void> {
  const files = new FileReport(note)
  for (const path of paths) for await (const piece of readSource(path)) files.add(piece, [])
  reportIngested(new Account(), true, json)
}

async function ingest(opened: Opened, paths: readonly string[], options: IngestOptions): Promise<void> {
  const { json = false } = options
  const progress = createProgress(process.stderr)
  const files = new FileReport(progress.note)
  const submit = submitter(opened)
  const sending = new Sending(async (read) => {
    const lines = await submit(read)
    files.refused(read, lines)
    return lines
  })
  const done = reportWhenInterrupted(sending.account, json, progress.end)
  const owners = ownersFor(opened, options)
  const feed = owners === null ? null : await readOwners(owners)
  for (const path of paths) {
    files.open()
    for await (const piece of readSource(path)) {
      const reads = translatePiece(piece, options.source)
      files.add(piece, reads)
      for (const read of reads) await sending.send(read)
      progress.show(piece.bytesRead, piece.totalBytes, sending.account.count())
    }
    files.close(path)
  }
  await sending.finish()
  if (feed !== null)
    await sending.send({ source: OWNERS_SOURCE, records: await ownersRecords(opened, feed), place: owners!.name })
  await sending.finish()
  progress.end()
  files.end()
  await opened.core?.judging.judge()
  done()
  reportIngested(sending.account, paths.length > 0 && files.isNothing, json)
}

/** The owners that are named here; those that are configured only where no running Lifespan looks after them. */
function ownersFor({ core, settings }: Opened, options: IngestOptions): OwnersPlace | null {
  return core !== null || options.owners !== undefined ? settings.owners : null
}

/** What the file says of the identities that are known by now, and of people. */
async function ownersRecords({ client, dataDir }: Opened, feed: OwnersFeed): Promise<readonly RecordOutcome[]> {
  const known = await client.rows<{ id: string }>("SELECT DISTINCT id FROM lifespan.identity WHERE id != ''")
  const records = [...feed.people, ...feed.assignmentsOf(known.map(({ id }) => id))]
  const { hashKey } = await openSecrets(dataDir)
  tellTies(feed, createKeyring(Buffer.from(hashKey, 'hex')))
  return records
}

/** Into our own log, or to the Lifespan that runs on this data. Says what it came to. */
function submitter({ core, run }: Opened): (read: ReadRecords) => Promise<readonly AccountLine[]> {
  if (core === null) return (read) => sendRead(run!, read)
  return async ({ source, records, place }) =>
    countOutcomes(source, await core.intake.submit(source, records, place)).lines
}
