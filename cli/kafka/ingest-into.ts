import { connect } from '../../clickhouse/client.ts'
import type { Settings } from '../config/settings.ts'
import { hashingOf } from '../system/core.ts'
import { ownersRecords, submitTo, type Into } from '../system/ingest-into.ts'
import { createTroubles } from '../troubles.ts'
import { reachBrokers } from './brokers.ts'
import { openCollecting } from './collecting.ts'
import { insistOnKafka, keysOf } from './settings.ts'

/** Does something with a way into the log in Kafka, where others judge it. Throws where that is not configured whole. */
export async function intoKafka(settings: Settings, work: (into: Into) => Promise<void>): Promise<void> {
  const kafka = insistOnKafka(settings, 'ingest')
  const hashing = hashingOf(await keysOf(settings, 'ingest'))
  const onTrouble = createTroubles()
  const brokers = await reachBrokers(kafka, hashing.keyring.id, onTrouble, 'collect')
  try {
    const { intake, close } = openCollecting(brokers, hashing, onTrouble)
    await work({
      submit: (read) => submitTo(intake, read),
      hasOwners: true,
      recordsOf: async (feed) => {
        const client = connect(insistOnClickHouse(settings))
        return ownersRecords(client, feed, hashing.keyring).finally(() => client.close())
      },
      settle: () => Promise.resolve(),
    })
    await close()
  } finally {
    await brokers.close()
  }
}

function insistOnClickHouse({ clickhouse }: Settings) {
  if (clickhouse !== null) return { ...clickhouse, database: 'lifespan' }
  const how =
    "set CLICKHOUSE_URL, or name the file to those who run: 'lifespan correlate --owners', or owners in lifespan.yaml"
  throw new Error(`owners are looked up for the identities that ClickHouse knows: ${how}`)
}
