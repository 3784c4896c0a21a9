import { Command } from 'commander'
import { PORTS } from '../../schemas/config.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption, portOption } from '../options.ts'
import { runUntilAsked } from '../run-until-asked.ts'

/** `lifespan notify`: tells people and tools of what is found, where Kafka is the log. */
export function notifyCommand(): Command {
  return new Command('notify')
    .description('tell people and tools of what is found, from the log in Kafka; one runs')
    .addOption(configOption())
    .addOption(dataOption())
    .addOption(portOption('probes-port', 'probes and metrics', PORTS.probes))
    .addHelpText(
      'after',
      '\nNeeds KAFKA_BROKERS (kafka.brokers), the key of the deployment (LIFESPAN_KEY), alerts.endpoints, and a directory that is kept: what\nreceivers were told stands in its alerts.db. It needs no ClickHouse; where CLICKHOUSE_URL names one,\nwhat was sent is noted there, and can be asked by lifespan query still-valid-after-notification.\n\nExamples:\n  KAFKA_BROKERS=kafka-1:9092 npx lifespan notify --config lifespan.yaml --data /var/lib/lifespan\n  npx lifespan alerts list --data /var/lib/lifespan\n',
    )
    .action((options: ConfigFlags) =>
      runUntilAsked(async (asked) => {
        const { notify } = await import('../kafka/notify.ts')
        return notify(options, asked)
      }),
    )
}
