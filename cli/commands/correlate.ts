import { Command } from 'commander'
import { PORTS } from '../../schemas/config.ts'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { Feed } from '../feed.ts'
import { reachBrokers } from '../kafka/brokers.ts'
import { openCollecting } from '../kafka/collecting.ts'
import { openJudging } from '../kafka/judging.ts'
import { insistOnKafka, keysOf } from '../kafka/settings.ts'
import { openStore } from '../kafka/store.ts'
import { configOption, dataFlags, dataOption, parseName, portOption } from '../options.ts'
import { say } from '../output.ts'
import { runUntilAsked } from '../run-until-asked.ts'
import { hashingOf, type Core } from '../system/core.ts'
import { readOwners } from '../system/owners.ts'
import { watchOwners } from '../system/owners-watch.ts'
import { createTroubles } from '../troubles.ts'
import { startProbes } from '../web/probes.ts'

interface CorrelateOptions extends ConfigFlags {
  readonly acceptGap?: boolean
}

/** `lifespan correlate`: judges a share of what is in Kafka, one of any number that do. */
export function correlateCommand(): Command {
  return new Command('correlate')
    .description('judge a share of the log in Kafka; any number can run, and share its partitions')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--owners <file>', 'who answers for which identities, as YAML or CSV', parseName)
    .option('--accept-gap', 'go on though a part of the log is gone that never reached ClickHouse')
    .addOption(portOption('probes-port', 'probes and metrics', PORTS.probes))
    .addHelpText(
      'after',
      "\nNeeds KAFKA_BROKERS (kafka.brokers), the key of the deployment (LIFESPAN_KEY), and its ClickHouse (CLICKHOUSE_URL, or with --data\nthe directory of a 'lifespan up' that runs).\n\nExamples:\n  KAFKA_BROKERS=kafka-1:9092 CLICKHOUSE_URL=http://clickhouse:8123 npx lifespan correlate\n  KAFKA_BROKERS=127.0.0.1:9092 npx lifespan correlate --data ./lifespan-demo\n",
    )
    .action((options: CorrelateOptions) => runUntilAsked((asked) => correlate(options, asked)))
}

async function correlate(options: CorrelateOptions, asked: Promise<unknown>): Promise<void> {
  const settings = await loadSettings(options)
  const kafka = insistOnKafka(settings, 'correlate')
  const hashing = hashingOf(await keysOf(settings, 'correlate'))
  const feed = settings.owners === null ? null : await readOwners(settings.owners)
  const onTrouble = createTroubles()
  const ends: (() => Promise<void>)[] = []
  try {
    const store = await openStore(settings, onTrouble)
    ends.unshift(() => store.close())
    const brokers = await reachBrokers(kafka, onTrouble)
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
    const core: Core = { ...collecting, needs, judging, owners: judging.owners, embedded: null, stop: judging.close }
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
