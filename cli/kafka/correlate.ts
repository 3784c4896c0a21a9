import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { Feed } from '../feed.ts'
import { dataFlags } from '../options.ts'
import { note, say } from '../output.ts'
import { hashingOf, type Observed } from '../system/core.ts'
import { readOwners } from '../system/owners.ts'
import { watchOwners } from '../system/owners-watch.ts'
import { createTroubles } from '../troubles.ts'
import { startProbes } from '../web/probes.ts'
import { reachBrokers } from './brokers.ts'
import { openCollecting } from './collecting.ts'
import { openJudging, type OpenJudging } from './judging.ts'
import { insistOnKafka, keysOf } from './settings.ts'
import { openStore } from './store.ts'

export interface CorrelateOptions extends ConfigFlags {
  readonly acceptGap?: boolean
}

/** Judges a share of the log in Kafka until we are asked to stop. */
export async function correlate(options: CorrelateOptions, asked: Promise<unknown>): Promise<void> {
  const settings = await loadSettings(options)
  const kafka = insistOnKafka(settings, 'correlate')
  const hashing = hashingOf(await keysOf(settings, 'correlate'))
  const feed = settings.owners === null ? null : await readOwners(settings.owners)
  const onTrouble = createTroubles()
  if (settings.alerts !== null) note("alerts: 'lifespan notify' tells of what is found, not 'lifespan correlate'")
  const ends: (() => Promise<void>)[] = []
  try {
    const store = await openStore(settings, hashing.keyring.id, onTrouble)
    ends.unshift(() => store.close())
    const brokers = await reachBrokers(kafka, hashing.keyring.id, onTrouble, 'correlate')
    ends.unshift(() => brokers.close())
    const collecting = openCollecting(brokers, hashing, onTrouble)
    ends.unshift(() => collecting.close())
    const lines = new Feed(dataFlags(options))
    let judging: OpenJudging | null = null
    const core: Observed = {
      needs: [brokers, { name: 'ClickHouse', ping: () => store.client.ping() }],
      get judging() {
        return judging
      },
      starting: () => (judging === null ? 'correlator: it has no partitions yet' : null),
      meters: collecting.meters,
      embedded: null,
    }
    const probes = await startProbes(core, { host: settings.listen, ...settings.ports.probes }, onTrouble)
    ends.unshift(() => probes.close())
    const opened = await openJudging({
      brokers,
      settings: kafka,
      server: store,
      ...(store.prepare === null ? {} : { prepare: store.prepare }),
      acceptGap: options.acceptGap ?? false,
      collecting,
      hashing,
      feed,
      onFindings: (rows) => lines.lines(rows, Date.now()).forEach((line) => say(line)),
      onTrouble,
    })
    judging = opened
    ends.unshift(() => opened.close())
    if (opened.owners !== null) ends.unshift(watchOwners(settings.owners!, opened.owners, onTrouble))
    say(
      `lifespan correlate: ${opened.engines.length} of ${brokers.partitions} partitions of Kafka at ${kafka.access.brokers.join(',')}`,
    )
    say(`  ClickHouse  ${store.where}`)
    say(`  probes      ${probes.url}/readyz, /healthz and /metrics`)
    await asked
    collecting.hurry()
  } finally {
    for (const end of ends) await end()
  }
}
