import { Command } from 'commander'
import { PORTS } from '../../schemas/config.ts'
import type { CorrelateOptions } from '../kafka/correlate.ts'
import { acceptGapOption, configOption, dataOption, parseName, portOption } from '../options.ts'
import { runUntilAsked } from '../run-until-asked.ts'

/** `lifespan correlate`: judges a share of what is in Kafka, one of any number that do. */
export function correlateCommand(): Command {
  return new Command('correlate')
    .description('judge a share of the log in Kafka; any number can run, and share its partitions')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--owners <file>', 'who answers for which identities, as YAML or CSV', parseName)
    .addOption(acceptGapOption())
    .addOption(portOption('probes-port', 'probes and metrics', PORTS.probes))
    .addHelpText(
      'after',
      "\nNeeds KAFKA_BROKERS (kafka.brokers), the key of the deployment (LIFESPAN_KEY), and its ClickHouse (CLICKHOUSE_URL, or with --data\nthe directory of a 'lifespan up' that runs).\n\nExamples:\n  KAFKA_BROKERS=kafka-1:9092 CLICKHOUSE_URL=http://clickhouse:8123 npx lifespan correlate\n  KAFKA_BROKERS=127.0.0.1:9092 npx lifespan correlate --data ./lifespan-demo\n",
    )
    .action((options: CorrelateOptions) =>
      runUntilAsked(async (asked) => {
        const { correlate } = await import('../kafka/correlate.ts')
        return correlate(options, asked)
      }),
    )
}
