import { randomBytes } from 'node:crypto'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { say } from '../output.ts'
import { hashingOf, type Core } from '../system/core.ts'
import { receive, trace } from '../system/receiving.ts'
import { createTroubles } from '../troubles.ts'
import { reachBrokers } from './brokers.ts'
import { openCollecting } from './collecting.ts'
import { insistOnKafka, keysOf } from './settings.ts'

/** Takes telemetry into Kafka until we are asked to stop. */
export async function collect(options: ConfigFlags, asked: Promise<unknown>): Promise<void> {
  const settings = await loadSettings(options)
  const kafka = insistOnKafka(settings, 'collect')
  const hashing = hashingOf(await keysOf(settings, 'collect'))
  const onTrouble = createTroubles()
  const brokers = await reachBrokers(kafka, hashing.keyring.id, onTrouble, 'collect')
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
