import type { KafkaSettings } from '../config/kafka-access.ts'
import { hashingOf, type SystemOptions, type WholeCore } from '../system/core.ts'
import type { Foundation } from '../system/system.ts'
import { reachBrokers } from './brokers.ts'
import { openCollecting } from './collecting.ts'
import { openJudging } from './judging.ts'
import { exclusively } from '../system/server.ts'

/** The whole of it in one process, with Kafka as its log: others may collect, correlate and archive beside it. */
export async function openOnKafka(
  { server, secrets, feed }: Foundation,
  settings: KafkaSettings,
  options: SystemOptions,
): Promise<WholeCore> {
  const { dataDir, onTrouble } = options
  const hashing = hashingOf(secrets)
  const brokers = await reachBrokers(settings, hashing.keyring.id, onTrouble, 'correlate')
  try {
    const collecting = openCollecting(brokers, hashing, onTrouble)
    const prepare = (work: () => Promise<void>) => exclusively(server, work)
    const judging = await openJudging({ brokers, server, settings, collecting, hashing, feed, prepare, ...options })
    const stop = async () => {
      await judging.close()
      await collecting.close()
      await brokers.close()
      await server.stop()
    }
    return {
      ...collecting,
      dataDir,
      secrets,
      server,
      needs: [brokers, { name: 'ClickHouse', ping: () => server.client.ping() }],
      judging,
      owners: judging.owners,
      embedded: server.foreign ? null : { dataDir, restarts: () => server.restarts() },
      stop,
    }
  } catch (error) {
    await brokers.close()
    throw error
  }
}
