import { Command } from 'commander'
import { PORTS } from '../../schemas/config.ts'
import type { CorrelateOptions } from '../kafka/correlate.ts'
import { acceptGapOption, configOption, dataOption, portOption } from '../options.ts'
import { runUntilAsked } from '../run-until-asked.ts'

/** `lifespan archive`: brings the log into a ClickHouse that does not read it by itself. */
export function archiveCommand(): Command {
  return new Command('archive')
    .description('bring the log in Kafka into a ClickHouse that can not read it by itself; any number can run')
    .addOption(configOption())
    .addOption(dataOption())
    .addOption(acceptGapOption())
    .addOption(portOption('probes-port', 'probes and metrics', PORTS.probes))
    .addHelpText(
      'after',
      '\nNot needed where ClickHouse has the Kafka engine and reaches the brokers. Needs kafka.archived_by: lifespan\n(LIFESPAN_KAFKA_ARCHIVED_BY), KAFKA_BROKERS and CLICKHOUSE_URL.\n\nExamples:\n  LIFESPAN_KAFKA_ARCHIVED_BY=lifespan npx lifespan archive\n  npx lifespan archive --config lifespan.yaml --probes-port 9465\n',
    )
    .action((options: CorrelateOptions) =>
      runUntilAsked(async (asked) => {
        const { archive } = await import('../kafka/archive.ts')
        return archive(options, asked)
      }),
    )
}
