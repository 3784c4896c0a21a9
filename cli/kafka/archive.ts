import { Archiver } from '../../log/kafka/archive/archiver.ts'
import { loadSettings } from '../config/settings.ts'
import { say } from '../output.ts'
import { hashingOf } from '../system/core.ts'
import { Meters } from '../telemetry/meters.ts'
import { createTroubles } from '../troubles.ts'
import { startProbes } from '../web/probes.ts'
import { archiveGroup, prepareArchive } from './archiving.ts'
import { insistOnArchivist } from './archivist.ts'
import { reachBrokers } from './brokers.ts'
import type { CorrelateOptions } from './correlate.ts'
import { insistOnKafka, keysOf } from './settings.ts'
import { openStore } from './store.ts'
import { watchArchive } from './watch-archive.ts'

/** Brings the log into ClickHouse until we are asked to stop. */
export async function archive(options: CorrelateOptions, asked: Promise<unknown>): Promise<void> {
  const settings = await loadSettings(options)
  const kafka = insistOnKafka(settings, 'archive')
  if (kafka.archivedBy !== 'lifespan')
    throw new Error(
      "ClickHouse reads the log by itself: say kafka.archived_by: lifespan (LIFESPAN_KAFKA_ARCHIVED_BY), in the configuration of 'lifespan correlate' too, to have it done here",
    )
  const { id: keyId } = hashingOf(await keysOf(settings, 'archive')).keyring
  const onTrouble = createTroubles()
  const ends: (() => Promise<void>)[] = []
  try {
    const store = await openStore(settings, keyId, onTrouble)
    ends.unshift(() => store.close())
    const brokers = await reachBrokers(kafka, keyId, onTrouble, 'archive')
    ends.unshift(() => brokers.close())
    const meters = new Meters()
    const client = meters.inserts.counted(store.client)
    const acceptGap = options.acceptGap ?? false
    const archiving = { brokers, client, cluster: store.cluster, settings: kafka, acceptGap }
    const prepare = async () => store.prepare?.(() => prepareArchive(archiving))
    const groupOf = (topic: Parameters<typeof archiveGroup>[1]) => archiveGroup(kafka, topic)
    const begin = () =>
      new Archiver({ kafka: brokers.kafka, client, keyId, groupOf, session: kafka.session, onTrouble })
    await insistOnArchivist(brokers.admin, kafka)
    await prepare()
    let archiver = begin()
    ends.unshift(() => archiver.close())
    const mend = async () => {
      await archiver.close()
      await store
        .renew()
        .then(prepare)
        .finally(() => (archiver = begin()))
    }
    ends.unshift(watchArchive({ ...archiving, mend, onTrouble }))
    const needs = [brokers, { name: 'ClickHouse', ping: () => store.client.ping() }]
    const core = { needs, judging: null, meters, embedded: null }
    const probes = await startProbes(core, { host: settings.listen, ...settings.ports.probes }, onTrouble)
    ends.unshift(() => probes.close())
    say(`lifespan archive: Kafka at ${kafka.access.brokers.join(',')} into ClickHouse, ${store.where}`)
    say(`  probes      ${probes.url}/readyz, /healthz and /metrics`)
    await asked
  } finally {
    for (const end of ends) await end()
  }
}
