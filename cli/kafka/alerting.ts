import { openAlerts, type Alerting, type AlertingOptions } from '../alerting/alerting.ts'
import { noteIn } from '../alerting/noting.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { hashingOf, type WholeCore } from '../system/core.ts'
import { reachBrokers } from './brokers.ts'
import { startHearing } from './hearing.ts'

/** Alerts of a whole system whose log is Kafka: they hear from the topic of findings what all find. Null where nobody is to hear of anything. */
export async function openAlertingOnKafka(
  { dataDir, server: { policy }, meters, secrets }: Pick<WholeCore, 'dataDir' | 'server' | 'meters' | 'secrets'>,
  kafka: KafkaSettings,
  { alerts: settings = null, signer, onTrouble }: AlertingOptions,
): Promise<Alerting | null> {
  if (settings === null) return null
  const brokers = await reachBrokers(kafka, hashingOf(secrets).keyring.id, onTrouble, 'notify')
  const alerts = openAlerts({ dataDir, policy, meters, signer }, settings, onTrouble)
  const stop = async () => {
    await alerts.stop()
    await brokers.close()
  }
  try {
    const hearing = await startHearing({ brokers, settings: kafka, alerts, onTrouble })
    return {
      take: () => undefined,
      catchUp: async () => undefined,
      noteIn: (client) => noteIn(client, alerts.notices, onTrouble),
      pick: (...asked) => alerts.pick(...asked),
      release: () => alerts.release(),
      stop: () => hearing.close().then(stop),
    }
  } catch (error) {
    await stop()
    throw error
  }
}
