import type { Admin, Kafka } from 'kafkajs'
import { connectKafka } from '../../log/kafka/connection.ts'
import { startKafka, type Cluster, type ClusterOptions } from './cluster.ts'

/** Brokers of one test file, and who asks and changes them. */
export interface Connected {
  readonly cluster: Cluster
  readonly kafka: Kafka
  readonly admin: Admin
  stop(): Promise<void>
}

/** Starts brokers, and connects to them. Whoever starts them stops them. */
export async function startConnected(options: ClusterOptions = {}): Promise<Connected> {
  const cluster = await startKafka(options)
  const kafka = connectKafka({ brokers: cluster.bootstrap.split(','), onTrouble: () => undefined })
  const admin = kafka.admin()
  await admin.connect()
  return {
    cluster,
    kafka,
    admin,
    stop: async () => {
      await admin.disconnect()
      await cluster.stop()
    },
  }
}
