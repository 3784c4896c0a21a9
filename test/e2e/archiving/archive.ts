import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { bringArchiveUpToDate } from '../../../clickhouse/archive.ts'
import { connect, type ClickHouse } from '../../../clickhouse/client.ts'
import { startEmbedded, type Embedded } from '../../../clickhouse/io/embedded.ts'
import type { KafkaProperties } from '../../../clickhouse/io/engine-config.ts'
import { bringUpToDate } from '../../../clickhouse/schema.ts'
import { temporaryOptions, testPasswords } from '../../../clickhouse/test-engine.ts'
import { TOPICS } from '../../../log/kafka/topics.ts'
import { KEYRING } from '../../histories/replay.ts'

/** An embedded ClickHouse that reads a log by itself, from its beginning, in groups of its own. */
export interface Archive {
  readonly embedded: Embedded
  readonly dataDir: string
  readonly lifespan: ClickHouse
  readonly analyst: ClickHouse
  /** How many different events it has. */
  count(): Promise<number>
  /** Ends it and deletes its files. */
  stop(): Promise<void>
}

export async function startArchive(brokers: string, partitions: number, kafka: KafkaProperties): Promise<Archive> {
  const options = { ...(await temporaryOptions()), kafka }
  const embedded = await startEmbedded(options)
  const open = (user: 'lifespan' | 'analyst') =>
    connect({ url: embedded.engineUrl, user, password: testPasswords[user], database: user })
  const [lifespan, analyst] = [open('lifespan'), open('analyst')]
  const group = randomUUID()
  const reader = {
    brokers: brokers.split(','),
    topics: TOPICS,
    groupOf: (topic: string) => `${group}-${topic}`,
    keyId: KEYRING.id,
  }
  await bringUpToDate(lifespan)
  await bringArchiveUpToDate(lifespan, { partitions, reader })
  return {
    embedded,
    dataDir: options.dataDir,
    lifespan,
    analyst,
    count: () => countOf(lifespan),
    stop: async () => {
      await Promise.all([lifespan.close(), analyst.close()])
      await embedded.stop()
      await rm(options.dataDir, { recursive: true, force: true })
    },
  }
}

async function countOf(client: ClickHouse): Promise<number> {
  const [row] = await client.rows<{ events: string }>('SELECT uniqExact(event_id) AS events FROM lifespan.events')
  return Number(row!.events)
}
