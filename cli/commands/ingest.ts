import { Command } from 'commander'
import { adapterNames } from '../../collector/adapters/index.ts'
import { readSource } from '../../collector/files/source.ts'
import { OWNERS_SOURCE } from '../../collector/owners/feed.ts'
import { Account } from '../../log/account.ts'
import { loadSettings, type ConfigFlags, type Settings } from '../config/settings.ts'
import { FileReport } from '../file-report.ts'
import { reportIngested, reportWhenInterrupted } from '../ingested.ts'
import { configOption, dataOption, parseName } from '../options.ts'
import { note } from '../output.ts'
import { createProgress } from '../progress.ts'
import { isAnyThere, isNew } from '../system/first-start.ts'
import { intoData, type Into } from '../system/ingest-into.ts'
import { withData } from '../system/opened.ts'
import { readOwners, type OwnersPlace } from '../system/owners.ts'
import { findPlace, type Place } from '../system/place.ts'
import { translatePiece } from '../system/read-records.ts'
import { Sending } from '../system/sending.ts'

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
      const settings = await loadSettings(options)
      const place = await findPlace(settings)
      if (settings.kafka !== null && place.run === null) {
        const { intoKafka } = await import('../kafka/ingest-into.ts')
        return intoKafka(settings, (into) => ingest(into, settings, paths, options))
      }
      if (!(await isWorthIt(place, settings, paths))) return tellMissing(paths, options)
      return withData(options, (opened) => ingest(intoData(opened), opened.settings, paths, options))
    })
}

/** Where a data directory would be made: whether there is anything to put into it. Throws where the owners can't be read. */
async function isWorthIt(place: Place, { owners }: Settings, paths: readonly string[]): Promise<boolean> {
  if (!isNew(place)) return true
  if (owners !== null) return (await readOwners(owners)) !== null
  return isAnyThere(paths)
}

/** Says of each path that nothing is there. */
async function tellMissing(paths: readonly string[], { json = false }: IngestOptions): Promise<void> {
  const files = new FileReport(note)
  for (const path of paths) for await (const piece of readSource(path)) files.add(piece, [])
  reportIngested(new Account(), true, json)
}

async function ingest(into: Into, settings: Settings, paths: readonly string[], options: IngestOptions): Promise<void> {
  const { json = false } = options
  const progress = createProgress(process.stderr)
  const files = new FileReport(progress.note)
  const sending = new Sending(async (read) => {
    const lines = await into.submit(read)
    files.refused(read, lines)
    return lines
  })
  const done = reportWhenInterrupted(sending.account, json, progress.end)
  const owners = ownersFor(into, settings, options)
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
    await sending.send({ source: OWNERS_SOURCE, records: await into.recordsOf(feed), place: owners!.name })
  await sending.finish()
  progress.end()
  files.end()
  await into.settle()
  done()
  reportIngested(sending.account, paths.length > 0 && files.isNothing, json)
}

/** The owners that are named here; those that are configured only where nobody who runs looks after them. */
function ownersFor({ hasOwners }: Into, { owners }: Settings, options: IngestOptions): OwnersPlace | null {
  return !hasOwners || options.owners !== undefined ? owners : null
}
