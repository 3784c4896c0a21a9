import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { ConnectOptions } from '../../clickhouse/client.ts'
import type { Config } from '../../schemas/config.ts'
import { policyOf, PORTS } from '../../schemas/config.ts'
import type { Retention } from '../../schemas/ddl/retention.ts'
import type { Policy } from '../../schemas/policy.ts'
import { note } from '../output.ts'
import type { OwnersPlace } from '../system/owners.ts'
import type { PortChoice } from '../system/core.ts'
import { alertsOf, type AlertsSettings } from './alerts-settings.ts'
import { accessOf } from './clickhouse-access.ts'
import { kafkaOf, otlpKafkaOf, type KafkaSettings, type OtlpKafkaSettings } from './kafka-access.ts'
import { environmentLayer, fileLayer, flagLayer } from './layers.ts'
import { merge, type Merged } from './merged.ts'
import { ownersFile, ownersWithin } from './owners-place.ts'
import { at } from './said.ts'

/** The flags that say what a file could say too, as the command line has them. */
export interface ConfigFlags {
  readonly config?: string | undefined
  readonly data?: string | undefined
  readonly owners?: string | undefined
  readonly otlpPort?: number | undefined
  readonly otlpGrpcPort?: number | undefined
  readonly clickhousePort?: number | undefined
  readonly clickhouseTcpPort?: number | undefined
  readonly probesPort?: number | undefined
}

/** What a command goes by: flag, then environment, then file, then default. */
export interface Settings {
  /** The configuration file, as it was named; null where there is none. */
  readonly file: string | null
  /** Null: each command's own. */
  readonly data: string | null
  readonly ports: Readonly<Record<keyof typeof PORTS, PortChoice>>
  /** What keys are made of; null where the data directory has its own. */
  readonly key: string | null
  /** The interface to listen on. */
  readonly listen: string
  /** The user's own ClickHouse. */
  readonly clickhouse: ConnectOptions | null
  /** The cluster as which it is to be taken; null for one server. */
  readonly cluster: string | null
  readonly owners: OwnersPlace | null
  readonly retention: Retention
  /** With which logs may be pushed; none where nobody may. */
  readonly ingestTokens: readonly string[]
  /** Where Kafka is the log; null where ClickHouse alone is. */
  readonly kafka: KafkaSettings | null
  /** Where OTLP is read from Kafka. */
  readonly otlpKafka: OtlpKafkaSettings | null
  /** Where own traces go. */
  readonly tracesEndpoint: string | null
  /** Who hears of findings; null where nobody does. */
  readonly alerts: AlertsSettings | null
  readonly policy: Policy
  /** Whether anybody says what the policy is: a file does, be it by leaving it as it is. */
  readonly saysPolicy: boolean
}

/** What flags, environment and file come to, good or bad. */
export interface Configured {
  readonly file: string | null
  readonly merged: Merged
}

const FILE = './lifespan.yaml'
const MISNAMED = './lifespan.yml'

const FLAGS = {
  data: ['data', '--data'],
  owners: ['owners', '--owners'],
  otlpPort: ['ports.otlp_http', '--otlp-port'],
  otlpGrpcPort: ['ports.otlp_grpc', '--otlp-grpc-port'],
  clickhousePort: ['ports.clickhouse_http', '--clickhouse-port'],
  clickhouseTcpPort: ['ports.clickhouse_tcp', '--clickhouse-tcp-port'],
  probesPort: ['ports.probes', '--probes-port'],
} as const

/** Reads what is configured, whatever it is worth. */
export async function configured(flags: ConfigFlags = {}, environment = process.env): Promise<Configured> {
  const file = fileOf(flags, environment)
  const read = file === null ? [] : [await fileLayer(resolve(file), file, environment)]
  const hasUrl = read.some(({ said }) => at(said, ['clickhouse', 'url']) !== undefined)
  const layers = [...read, environmentLayer(environment, hasUrl), flagLayer(flagTexts(flags))]
  return { file, merged: merge(layers) }
}

/** The file that is named, or the one that is there. */
function fileOf({ config }: ConfigFlags, { LIFESPAN_CONFIG }: NodeJS.ProcessEnv): string | null {
  const named = config ?? LIFESPAN_CONFIG
  if (named === '')
    throw new Error('the configuration file has an empty name: name one with --config or LIFESPAN_CONFIG')
  if (named !== undefined || existsSync(FILE)) return named ?? FILE
  if (existsSync(MISNAMED)) note(`${MISNAMED} is not read: call it ${FILE}, or name it with --config`)
  return null
}

function flagTexts(flags: ConfigFlags) {
  const said = Object.entries(FLAGS).flatMap(([name, [path, flag]]) => {
    const value = flags[name as keyof typeof FLAGS]
    return value === undefined ? [] : [[path, { flag, text: String(value) }] as const]
  })
  return new Map<string, { readonly flag: string; readonly text: string }>(said)
}

/** What a command goes by. Throws an Error that names every problem. */
export async function loadSettings(flags: ConfigFlags = {}, environment = process.env): Promise<Settings> {
  const found = await configured(flags, environment)
  const { file, merged } = found
  if (merged.read.kind === 'bad') throw new Error(`the configuration is not taken:\n${merged.read.problems.join('\n')}`)
  const config = merged.read.value
  return {
    file,
    data: config.data === undefined ? null : resolve(nameFrom(found, ['data'], config.data)),
    ports: portsOf(config),
    clickhouse: accessOf(config.clickhouse),
    cluster: config.clickhouse.cluster ?? null,
    owners: ownersOf(found, config, () => configured(flags, environment)),
    retention: Object.fromEntries(Object.entries(config.retention).filter(([, days]) => days !== undefined)),
    ingestTokens: config.ingest.token ?? [],
    key: config.key ?? null,
    listen: config.listen,
    kafka: kafkaOf(config.kafka, (setting, name) => nameFrom(found, setting, name)),
    otlpKafka: otlpKafkaOf(config.otlp_kafka, (setting, name) => nameFrom(found, setting, name)),
    tracesEndpoint: config.traces.endpoint ?? null,
    alerts: alertsOf(config),
    policy: policyOf(config),
    saysPolicy: file !== null || merged.speaker(['policy']).origin !== 'default',
  }
}

/** A port that is said is wanted, and no other. */
function portsOf({ ports }: Config): Settings['ports'] {
  const choice = (name: keyof typeof PORTS): PortChoice => ({ port: ports[name] ?? PORTS[name], named: !!ports[name] })
  return {
    otlp_http: choice('otlp_http'),
    otlp_grpc: choice('otlp_grpc'),
    clickhouse_http: choice('clickhouse_http'),
    clickhouse_tcp: choice('clickhouse_tcp'),
    probes: choice('probes'),
  }
}

/** Names in a file are below its directory, all others below the present one. */
function nameFrom({ file, merged }: Configured, setting: readonly string[], name: string): string {
  const isInFile = merged.speaker(setting).origin === 'file' && !isAbsolute(name)
  return isInFile ? join(dirname(file!), name) : name
}

/** Where owners are named: a file of their own, or the configuration itself. */
export function ownersOf(
  found: Configured,
  { owners, people }: Config,
  again: () => Promise<Configured>,
): OwnersPlace | null {
  if (typeof owners === 'string') return ownersFile(nameFrom(found, ['owners'], owners))
  return (owners ?? people) === undefined ? null : ownersWithin(found, again)
}
