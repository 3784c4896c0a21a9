import { readFile } from 'node:fs/promises'
import type { SASLOptions } from 'kafkajs'
import type { KafkaAccess } from '../../log/kafka/connection.ts'
import type { Millis } from '../../schemas/time.ts'
import type { AccessConfig, KafkaConfig, OtlpKafkaConfig } from '../../schemas/config-kafka.ts'

type Access = Omit<KafkaAccess, 'onTrouble'>

/** Where OTLP is read from Kafka. */
export interface OtlpKafkaSettings {
  readonly access: Access
  readonly group: string
  /** How soon a dead reader is noticed, ms. */
  readonly session: Millis
  readonly topics: { readonly traces: string; readonly logs: string }
}

/** Where Kafka is the log, and how. */
export interface KafkaSettings extends Pick<KafkaConfig, 'group' | 'partitions' | 'replication' | 'session'> {
  readonly access: Access
  /** How long the log is kept, days; 0 = for ever. */
  readonly days: number
  readonly archivedBy: KafkaConfig['archived_by']
  /** The brokers as ClickHouse reaches them. */
  readonly clickhouseBrokers: readonly string[]
}

/** Finds the file that a setting names: `token_file` of `kafka.sasl`, say. */
type FileName = (setting: readonly string[], name: string) => string

/** What is configured of Kafka as a source; null where no broker is named. */
export function otlpKafkaOf(said: OtlpKafkaConfig, fileName: FileName): OtlpKafkaSettings | null {
  const access = accessOf('otlp_kafka', said, fileName)
  return access === null
    ? null
    : { access, group: said.group, session: said.session, topics: { traces: said.spans, logs: said.logs } }
}

/** What is configured of Kafka as the log; null where no broker is named. */
export function kafkaOf(said: KafkaConfig, fileName: FileName): KafkaSettings | null {
  const access = accessOf('kafka', said, fileName)
  if (access === null) return null
  const { group, partitions, replication, session, retention: days } = said
  const { archived_by: archivedBy, clickhouse_brokers: others } = said
  return {
    access,
    group,
    partitions,
    replication,
    session,
    days,
    archivedBy,
    clickhouseBrokers: others ?? access.brokers,
  }
}

/** How brokers are reached; null where none is named. */
function accessOf(setting: string, { brokers, sasl, tls }: AccessConfig, fileName: FileName): Access | null {
  if (brokers === undefined) return null
  const { enabled, ...pem } = tls
  const given = Object.fromEntries(Object.entries(pem).filter(([, text]) => text !== undefined))
  const isTls = enabled ?? Object.keys(given).length > 0
  const login = saslOf(sasl, (name) => fileName([setting, 'sasl', 'token_file'], name))
  return { brokers, ...(login === null ? {} : { sasl: login }), ...(isTls ? { tls: given } : {}) }
}

function saslOf(
  { mechanism, username = '', password = '', token_file: file = '' }: AccessConfig['sasl'],
  fileName: (name: string) => string,
): SASLOptions | null {
  if (mechanism === undefined) return null
  if (mechanism !== 'oauthbearer') return { mechanism, username, password }
  const path = fileName(file)
  return { mechanism, oauthBearerProvider: async () => ({ value: (await readFile(path, 'utf8')).trim() }) }
}
