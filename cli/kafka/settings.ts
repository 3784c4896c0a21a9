import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Settings } from '../config/settings.ts'
import { keysFrom, openSecrets, type Keys } from '../system/data-directory.ts'
import { dataDirOf } from '../system/place.ts'

/** What is configured of Kafka as the log. Throws where nothing is. */
export function insistOnKafka({ kafka }: Pick<Settings, 'kafka'>, command: string): KafkaSettings {
  if (kafka !== null) return kafka
  const what = `'lifespan ${command}' is a part of a Lifespan whose log is Kafka`
  throw new Error(
    `${what}: name its brokers in KAFKA_BROKERS (kafka.brokers), or run the whole of it with 'lifespan up'`,
  )
}

/**
 * The keys of a deployment: of the key that is configured, or of the data directory of an `up` that made its own. Throws where there is
 * neither: keys of one process alone would make ids that no other one knows.
 */
export async function keysOf({ key, data }: Pick<Settings, 'key' | 'data'>, command: string): Promise<Keys> {
  if (key !== null) return keysFrom(key)
  const dataDir = dataDirOf({ data })
  if (existsSync(join(dataDir, 'secrets.json'))) return openSecrets(dataDir)
  const how =
    'set LIFESPAN_KEY (key) to that of all others, or to a new one, openssl rand -hex 32, for a new deployment'
  throw new Error(`'lifespan ${command}' needs the key that all processes of the deployment have: ${how}`)
}
