import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { Feed } from '../feed.ts'
import { dataFlags } from '../options.ts'
import { say } from '../output.ts'
import { hashingOf } from '../system/core.ts'
import { readOwners } from '../system/owners.ts'
import { watchOwners } from '../system/owners-watch.ts'
import { createTroubles } from '../troubles.ts'
import { startProbes } from '../web/probes.ts'
import { reachBrokers } from './brokers.ts'
import { openCollecting } from './collecting.ts'
import { openJudging } from './judging.ts'
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
  const ends: (() => Promise<void>)[] = []
  try {
    const store = await openStore(settings, hashing.keyring.id, onTrouble)
    ends.unshift(() => store.close())
    const brokers = await reachBrokers(kafka, hashing.keyring.id, onTrouble)
    ends.unshift(() => brokers.close())
    const collecting = openCollecting(brokers, hashing, onTrouble)
    ends.unshift(() => collecting.close())
    const lines = new Feed(dataFlags(options))
    const judging = await openJudging({
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
    ends.unshift(() => judging.close())
    const needs = [brokers, { name: 'ClickHouse', ping: () => store.client.ping() }]
    const core = { needs, judging, meters: collecting.meters, embedded: null }
    const probes = await startProbes(core, { host: settings.listen, ...settings.ports.probes }, onTrouble)
    ends.unshift(() => probes.close())
    if (judging.owners !== null) ends.unshift(watchOwners(settings.owners!, judging.owners, onTrouble))
    say(
      `lifespan correlate: ${judging.engines.length} of ${brokers.partitions} partitions of Kafka at ${kafka.access.brokers.join(',')}`,
    )
    say(`  ClickHouse  ${store.where}`)
    say(`  probes      ${probes.url}/readyz, /healthz and /metrics`)
    await asked
    collecting.hurry()
  } finally {
    for (const end of ends) await end()
  }
}
