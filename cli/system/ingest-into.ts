import type { ClickHouse } from '../../clickhouse/client.ts'
import { countOutcomes } from '../../collector/intake.ts'
import type { OwnersFeed } from '../../collector/owners/feed.ts'
import type { Intake, RecordOutcome } from '../../collector/translated.ts'
import type { AccountLine } from '../../log/account.ts'
import type { Keyring } from '../../schemas/keys.ts'
import { hashingOf } from './core.ts'
import { openSecrets } from './data-directory.ts'
import type { Opened } from './opened.ts'
import { tellTies } from './owners.ts'
import type { ReadRecords } from './read-records.ts'
import { sendRead } from './send-read.ts'

/** Where what `lifespan ingest` reads goes. */
export interface Into {
  /** Stores what was read; says what it came to. */
  submit(read: ReadRecords): Promise<readonly AccountLine[]>
  /** Whether somebody who runs there looks after the owners that are configured. */
  readonly hasOwners: boolean
  /** What owners are of the identities that are known by now, and of people. */
  recordsOf(feed: OwnersFeed): Promise<readonly RecordOutcome[]>
  /** Resolves once all that was stored is judged, where that is ours to do. */
  settle(): Promise<void>
}

/** Into our own log, or to the Lifespan that runs on this data. Throws where the data came from Kafka, and nothing runs. */
export function intoData({ core, run, client, dataDir }: Opened): Into {
  if (core === null && run === null) refuseWithoutBrokers()
  return {
    submit: core === null ? (read) => sendRead(run!, read) : (read) => submitTo(core.intake, read),
    hasOwners: core === null,
    recordsOf: async (feed) => ownersRecords(client, feed, hashingOf(await openSecrets(dataDir)).keyring),
    settle: async () => core?.judging.judge(),
  }
}

function refuseWithoutBrokers(): never {
  throw new Error('these data come from Kafka, and no brokers are configured: set KAFKA_BROKERS (kafka.brokers)')
}

/** Hands what was read to an intake. */
export async function submitTo(intake: Intake, { source, records, place }: ReadRecords) {
  return countOutcomes(source, await intake.submit(source, records, place)).lines
}

/** What a file of owners says of the identities that are known by now, and of people. */
export async function ownersRecords(
  client: ClickHouse,
  feed: OwnersFeed,
  keyring: Keyring,
): Promise<readonly RecordOutcome[]> {
  const known = await client.rows<{ id: string }>("SELECT DISTINCT id FROM lifespan.identity WHERE id != ''")
  const records = [...feed.people, ...feed.assignmentsOf(known.map(({ id }) => id))]
  tellTies(feed, keyring)
  return records
}
