import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../../clickhouse/io/ports.ts'
import type { Ground } from './ground.ts'
import { BUILT, PEERS } from './peers.ts'
import { until } from './topics.ts'

const OUT = join(BUILT, 'otel')
const BINARY = join(OUT, 'otelcol')
const TOPIC = 'otlp_spans'
/** Below a MiB a message, uncompressed. */
const SPANS_A_MESSAGE = 1_024

/** The OpenTelemetry Collector, which takes OTLP into Kafka. */
export interface Otelcol {
  readonly url: string
  readonly pid: number
  /** Waits until so many spans in all are in Kafka. */
  sent(spans: number): Promise<void>
  stop(): Promise<void>
}

/** Brings the peer's program, which takes five minutes the first time; says what is missing where it can't. */
export async function buildOtelcol(): Promise<string | null> {
  if (existsSync(BINARY)) return null
  if (!existsSync(PEERS)) return 'the peers are not on this machine'
  await mkdir(OUT, { recursive: true })
  const built = promisify(execFile)('bash', [join(PEERS, 'otel-collector/build.sh'), OUT])
  return built.then(
    () => null,
    (error: Error) => `it could not be built: ${error.message.split('\n', 1)[0]}`,
  )
}

/** Starts it on the broker: otlp → batch → kafka, in batches that brokers take, acknowledged by all, with zstd as we have it. */
export async function startOtelcol({ cluster, admin, directory }: Ground): Promise<Otelcol> {
  const topics = [{ topic: TOPIC, numPartitions: 8, replicationFactor: 1 }]
  await admin.createTopics({ topics, waitForLeaders: false })
  const port = await anyPort([])
  const told = await anyPort([port])
  const file = join(directory, 'otelcol.yaml')
  await writeFile(file, configOf(cluster.bootstrap, port, told))
  const child = spawn(BINARY, ['--config', file], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await until('otelcol listens', () => fetch(url).then(Boolean, () => false))
  return {
    url,
    pid: child.pid!,
    sent: (spans) => until('otelcol has sent all', async () => (await sentSpans(told)) >= spans),
    stop: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

const anyPort = (taken: readonly number[]) => freePort({ port: 0, named: false, purpose: 'otelcol' }, [...taken])

const configOf = (broker: string, port: number, metrics: number) => `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:${port} } } } }
processors: { batch: { send_batch_size: ${SPANS_A_MESSAGE}, send_batch_max_size: ${SPANS_A_MESSAGE} } }
exporters:
  kafka: { brokers: ['${broker}'], traces: { topic: ${TOPIC} }, producer: { required_acks: all, compression: zstd } }
service:
  telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: 127.0.0.1, port: ${metrics} } } } }] } }
  pipelines: { traces: { receivers: [otlp], processors: [batch], exporters: [kafka] } }
`

async function sentSpans(port: number): Promise<number> {
  const said = await fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text())
  return [...said.matchAll(/^otelcol_exporter_sent_spans\S* (\S+)$/gm)].reduce(
    (sum, [, spans]) => sum + Number(spans),
    0,
  )
}
