import { Command } from 'commander'
import { PORTS } from '../../schemas/config.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption, portOption } from '../options.ts'
import { runUntilAsked } from '../run-until-asked.ts'

/** `lifespan collect`: takes telemetry into Kafka, one of any number that do. */
export function collectCommand(): Command {
  return new Command('collect')
    .description('take OTLP and pushed logs into the log in Kafka; any number can run')
    .addOption(configOption())
    .addOption(dataOption())
    .addOption(portOption('otlp-port', 'OTLP over HTTP, probes and metrics', PORTS.otlp_http))
    .addOption(portOption('otlp-grpc-port', 'OTLP over gRPC', PORTS.otlp_grpc))
    .addHelpText(
      'after',
      '\nNeeds KAFKA_BROKERS (kafka.brokers), and the key that all processes of the deployment have (LIFESPAN_KEY).\nLIFESPAN_LISTEN=0.0.0.0 listens on all interfaces.\n\nExamples:\n  KAFKA_BROKERS=kafka-1:9092 LIFESPAN_KEY=$(cat key) npx lifespan collect\n  npx lifespan collect --config lifespan.yaml --otlp-port 0\n',
    )
    .action((options: ConfigFlags) =>
      runUntilAsked(async (asked) => {
        const { collect } = await import('../kafka/collect.ts')
        return collect(options, asked)
      }),
    )
}
