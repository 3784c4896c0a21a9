import type { ClickHouse } from '../../clickhouse/client.ts'
import { GRANT_CONSUMERS, isNotGranted, kafkaConsumers } from '../../clickhouse/kafka-consumers.ts'
import type { End } from './watch-archive.ts'

/** It keeps ten complaints, and "brokers are down" soon fills them. */
const LOOK_MS = 5_000

/** Tells what ClickHouse complains of that reads the log by itself, which it says to nobody else; returns what ends that. */
export function watchReaders(client: ClickHouse, onTrouble: (error: Error) => void): End {
  const look = async () => {
    for (const { table, complaint } of await kafkaConsumers(client)) {
      if (complaint !== null) onTrouble(new Error(`ClickHouse reads Kafka (${table}): ${complaint}`))
    }
  }
  const failed = (error: unknown) => {
    // Where it does not answer others say so.
    if (!isNotGranted(error)) return
    onTrouble(new Error(`how ClickHouse gets on with Kafka is not shown to us: ${GRANT_CONSUMERS} to our user`))
    clearInterval(timer)
  }
  const timer = setInterval(() => void look().catch(failed), LOOK_MS).unref()
  return async () => clearInterval(timer)
}
