import { mkdir } from 'node:fs/promises'
import type { Alerts } from '../../alerts/io/alerts.ts'
import { connect, type ConnectOptions } from '../../clickhouse/client.ts'
import { openAlerts } from '../alerting/alerting.ts'
import { noteIn } from '../alerting/noting.ts'
import { caepOf } from '../alerting/caep.ts'
import { openSigner } from '../alerting/signing-keys.ts'
import { insistOnEndpoints } from '../config/alerts-settings.ts'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { say } from '../output.ts'
import { hashingOf } from '../system/core.ts'
import { dataDirOf } from '../system/place.ts'
import { Meters } from '../telemetry/meters.ts'
import { createTroubles } from '../troubles.ts'
import { startProbes } from '../web/probes.ts'
import { reachBrokers } from './brokers.ts'
import { startHearing, type Hearing } from './hearing.ts'
import { insistOnKafka, keysOf } from './settings.ts'

const OWNER_ONLY = 0o700

/** Tells people and tools of what others find, until we are asked to stop. */
export async function notify(options: ConfigFlags, asked: Promise<unknown>): Promise<void> {
  const settings = await loadSettings(options)
  const kafka = insistOnKafka(settings, 'notify')
  const alerted = insistOnEndpoints(settings)
  const { id: keyId } = hashingOf(await keysOf(settings, 'notify')).keyring
  const onTrouble = createTroubles()
  const dataDir = dataDirOf(settings)
  const meters = new Meters()
  const ends: (() => Promise<void>)[] = []
  try {
    const brokers = await reachBrokers(kafka, keyId, onTrouble, 'notify')
    ends.unshift(() => brokers.close())
    let hearing: Hearing | null = null
    const starting = () => (hearing?.hasBegun === true ? null : 'alerts: what was published before is being read')
    const core = { needs: [brokers], judging: null, meters, embedded: null, starting }
    await mkdir(dataDir, { recursive: true, mode: OWNER_ONLY })
    const signer = await openSigner(dataDir, alerted.transmitter)
    const alerts = openAlerts({ dataDir, policy: settings.policy, meters, signer }, alerted, onTrouble)
    ends.unshift(() => alerts.stop())
    const caep = caepOf(signer, alerted, (...picked) => alerts.pick(...picked))
    const where = { host: settings.listen, ...settings.ports.probes }
    const probes = await startProbes(core, where, onTrouble, caep)
    ends.unshift(() => probes.close())
    ends.unshift(() => alerts.release())
    const opened = await startHearing({ brokers, settings: kafka, alerts, onTrouble })
    hearing = opened
    ends.unshift(() => opened.close())
    if (settings.clickhouse !== null) ends.unshift(noteAt(settings.clickhouse, alerts, onTrouble))
    const names = alerted.endpoints.map(({ name }) => name).join(', ')
    say(`lifespan notify: Kafka at ${kafka.access.brokers.join(',')}, to ${names}`)
    say(`  outbox      ${dataDir}`)
    say(`  probes      ${probes.url}/readyz, /healthz and /metrics`)
    await asked
  } finally {
    for (const end of ends) await end()
  }
}

/** What was sent is noted where somebody says which ClickHouse it is, and waits for it: nothing here needs one. Returns how to end that. */
function noteAt(access: ConnectOptions, { notices }: Alerts, onTrouble: (error: Error) => void): () => Promise<void> {
  const client = connect(access)
  const stop = noteIn(client, notices, onTrouble)
  return () => {
    stop()
    return client.close()
  }
}
