import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { PORTS } from '../../schemas/config.ts'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { reachBrokers } from '../kafka/brokers.ts'
import { openCollecting } from '../kafka/collecting.ts'
import { insistOnKafka, keysOf } from '../kafka/settings.ts'
import { configOption, dataOption, portOption } from '../options.ts'
import { say } from '../output.ts'
import { runUntilAsked } from '../run-until-asked.ts'
import { hashingOf, type Core } from '../system/core.ts'
import { receive, trace } from '../system/receiving.ts'
import { createTroubles } from '../troubles.ts'

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
    .action((options: ConfigFlags) => runUntilAsked((asked) => collect(options, asked)))
}

async function collect(options: ConfigFlags, asked: Promise<unknown>): Promise<void> {
  const settings = await loadSettings(options)
  const kafka = insistOnKafka(settings, 'collect')
  const hashing = hashingOf(await keysOf(settings, 'collect'))
  const onTrouble = createTroubles()
  const brokers = await reachBrokers(kafka, onTrouble)
  const collecting = openCollecting(brokers, hashing, onTrouble)
  const stop = async () => {
    await collecting.close()
    await brokers.close()
  }
  const core: Core = { ...collecting, needs: [brokers], judging: null, owners: null, embedded: null, stop }
  const { otlp_http: otlpHttp, otlp_grpc: otlpGrpc } = settings.ports
  const ways = { ...settings, otlpHttp, otlpGrpc, onTrouble }
  const ends = [stop]
  try {
    const receiving = await receive(core, randomBytes(16).toString('hex'), ways)
    ends.unshift(receiving.close)
    ends.push(await trace(core, receiving, ways))
    say(`lifespan collect: OTLP at ${receiving.otlp.url}, over gRPC at ${receiving.otlpGrpc.url}`)
    say(`  into Kafka at ${kafka.access.brokers.join(',')}, ${brokers.partitions} partitions`)
    await asked
    collecting.hurry()
  } finally {
    for (const end of ends) await end()
  }
}
