import type { OwnersFeed } from '../../collector/owners/feed.ts'
import { createWriter } from '../../correlator/io/encode-findings.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Hashing } from '../system/core.ts'
import { Owners } from '../system/owners.ts'
import { beginUnder, policyVersion } from '../system/policy.ts'
import type { Server } from '../system/server.ts'
import { archiveGroup, prepareArchive } from './archiving.ts'
import { insistOnArchivist } from './archivist.ts'
import type { Brokers } from './brokers.ts'
import type { Collecting } from './collecting.ts'
import { startCorrelating, type Correlating } from './correlating.ts'
import { keepWriting, watchArchive, type End } from './watch-archive.ts'
import { watchReaders } from './watch-readers.ts'

export interface JudgingOptions {
  readonly brokers: Brokers
  readonly settings: KafkaSettings
  readonly server: Pick<Server, 'client' | 'cluster' | 'policy' | 'judgedUnder' | 'renew'>
  /** Prepares the archive where nobody else does at the same time; unless it is given, that is another's to do. */
  readonly prepare?: (work: () => Promise<void>) => Promise<void>
  readonly acceptGap?: boolean
  readonly collecting: Collecting
  readonly hashing: Hashing
  /** What is known of owners. */
  readonly feed: OwnersFeed | null
  readonly onFindings: (rows: readonly FindingRow[]) => void
  readonly onTrouble: (error: Error) => void
}

/** Correlates, and logs what is known of the owners of those who become known. */
export interface OpenJudging extends Correlating {
  readonly owners: Owners | null
}

/** How often identities that have become known are looked up among the owners. */
const FOLLOW_MS = 1_000

/** Prepares the archive, and joins those who judge. */
export async function openJudging(options: JudgingOptions): Promise<OpenJudging> {
  const { brokers, settings, server, collecting, hashing, feed, onTrouble } = options
  const { client, cluster, policy } = server
  const { acceptGap = false } = options
  const prepare = async () => options.prepare?.(() => prepareArchive({ brokers, client, cluster, settings, acceptGap }))
  await insistOnArchivist(brokers.admin, settings)
  await prepare()
  const judgedUnder = await beginUnder(server)
  const correlating = await startCorrelating({
    brokers,
    group: settings.group,
    session: settings.session,
    archive: { client, group: archiveGroup(settings, 'events'), by: settings.archivedBy },
    policy,
    keyring: hashing.keyring,
    writer: createWriter(policyVersion(policy)),
    onFindings: (rows) => {
      collecting.meters.published(rows)
      options.onFindings(rows)
    },
    // Clocks of two machines may differ by a little.
    onJudged: (received) => collecting.meters.journeys.delays.observe(Math.max(0, Date.now() - received) / 1_000),
    onTrouble,
  })
  await judgedUnder()
  const states = () => correlating.engines.map(({ state }) => state)
  const owners = feed === null ? null : new Owners(feed, states, collecting.intake, hashing.keyring)
  const following = follow(owners, onTrouble)
  const ends: End[] = [following.end, keepWriting(brokers, onTrouble)]
  if (settings.archivedBy === 'clickhouse')
    ends.push(
      watchReaders(client, onTrouble),
      watchArchive({ brokers, client, settings, mend: () => server.renew().then(prepare), onTrouble }),
    )
  return {
    get engines() {
      return correlating.engines
    },
    get behind() {
      return correlating.behind
    },
    settled: correlating.settled,
    judge: () => correlating.judge(),
    owners,
    close: async () => {
      await Promise.all(ends.map((end) => end()))
      await correlating.close()
    },
  }
}

/** Looks after identities one look after the other, until it is ended. */
function follow(owners: Owners | null, onTrouble: (error: Error) => void) {
  let looking: Promise<unknown> | null = null
  const look = () => {
    looking ??= owners!
      .follow()
      .catch(onTrouble)
      .finally(() => (looking = null))
  }
  const timer = owners === null ? undefined : setInterval(look, FOLLOW_MS)
  return {
    end: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
