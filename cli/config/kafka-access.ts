import { readFile } from 'node:fs/promises'
import type { SASLOptions } from 'kafkajs'
import type { KafkaAccess } from '../../log/kafka/connection.ts'
import type { OtlpKafkaConfig } from '../../schemas/config-kafka.ts'

/** Where OTLP is read from Kafka. */
export interface OtlpKafkaSettings {
  readonly access: Omit<KafkaAccess, 'onTrouble'>
  readonly group: string
  readonly topics: { readonly traces: string; readonly logs: string }
}

/** What is configured of Kafka; null where no broker is named. `fileName` finds the files that it names. */
export function otlpKafkaOf(said: OtlpKafkaConfig, fileName: (name: string) => string): OtlpKafkaSettings | null {
  const { brokers, sasl, tls, group, spans, logs } = said
  if (brokers === undefined) return null
  const { enabled, ...pem } = tls
  const given = Object.fromEntries(Object.entries(pem).filter(([, text]) => text !== undefined))
  const isTls = enabled ?? Object.keys(given).length > 0
  const login = saslOf(sasl, fileName)
  const access = { brokers, ...(login === null ? {} : { sasl: login }), ...(isTls ? { tls: given } : {}) }
  return { access, group, topics: { traces: spans, logs } }
}

function saslOf(
  { mechanism, username = '', password = '', token_file: file = '' }: OtlpKafkaConfig['sasl'],
  fileName: (name: string) => string,
): SASLOptions | null {
  if (mechanism === undefined) return null
  if (mechanism !== 'oauthbearer') return { mechanism, username, password }
  const path = fileName(file)
  return { mechanism, oauthBearerProvider: async () => ({ value: (await readFile(path, 'utf8')).trim() }) }
}
