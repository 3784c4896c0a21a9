import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../clickhouse/io/ports.ts'
import { connectKafka } from '../../log/kafka/connection.ts'
import { createTopics } from '../../log/kafka/topics.ts'
import { inDirectory, start } from '../e2e/lifespan.ts'
import { logOf, logsOf, post, spanOf, tracesOf, type Said } from '../e2e/otlp.ts'
import { startKafka, type Cluster } from '../kafka/cluster.ts'
import { missingTool } from '../kafka/jars.ts'
import { storedBatches } from '../kafka/segments.ts'
import { missing } from './client.ts'
import { expectFound } from './found.ts'

const BINARY = process.env['OTEL_COLLECTOR'] ?? ''
const ENCODINGS = ['otlp_proto', 'otlp_json']
const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
const HOW =
  'set OTEL_COLLECTOR to a binary of otelcol-contrib, or of any build with the otlp receiver and the kafka exporter'
const PATIENCE_MS = 15_000
const [MINUTE, HOUR] = [60_000, 3_600_000]

/** The OpenTelemetry Collector as a client: OTLP into it, its Kafka exporter, a real broker, Lifespan. */
export async function tryCollector(): Promise<void> {
  const absent = await absence()
  if (absent !== null) return console.log(`The OpenTelemetry Collector is left out: ${absent}`)
  const cluster = await startKafka()
  try {
    await makeTopics(cluster)
    await inDirectory((data) => tryAll(cluster, data))
    const codecs = new Set(storedBatches(cluster.logs[0]!, 'otlp_spans').map(({ codec }) => codec))
    console.log(`Collector: ${codecs.size} of ${COMPRESSIONS.length} compressions in the topic`)
    if (codecs.size !== COMPRESSIONS.length) process.exitCode = 1
  } finally {
    await cluster.stop()
  }
}

async function absence(): Promise<string | null> {
  if (BINARY === '') return HOW
  if (missing([BINARY, '--version']).length > 0) return `${BINARY} does not run: ${HOW}`
  const tool = await missingTool()
  return tool === null ? null : `a broker needs ${tool}`
}

async function makeTopics({ bootstrap }: Cluster): Promise<void> {
  const admin = connectKafka({ brokers: [bootstrap], onTrouble: () => undefined }).admin()
  await admin.connect()
  const topics = ['otlp_spans', 'otlp_logs'].map((topic) => ({ topic, numPartitions: 3, replicationFactor: 1 }))
  await createTopics(admin, topics)
  await admin.disconnect()
}

async function tryAll({ bootstrap }: Cluster, data: string): Promise<void> {
  const up = await start('up', join(data, 'lifespan'), [], { env: { LIFESPAN_OTLP_KAFKA_BROKERS: bootstrap } })
  try {
    for (const encoding of ENCODINGS)
      for (const compression of COMPRESSIONS) await tryOnce(data, { bootstrap, encoding, compression })
  } finally {
    await up.stop()
  }
}

interface Exporting {
  readonly bootstrap: string
  readonly encoding: string
  readonly compression: string
}

async function tryOnce(data: string, exporting: Exporting): Promise<void> {
  const pod = `${exporting.encoding}-${exporting.compression}`
  const port = await freePort({ port: 0, named: false, purpose: 'the OpenTelemetry Collector' })
  const config = join(data, `${pod}.json`)
  await writeFile(config, JSON.stringify(configOf(port, exporting)))
  const child = spawn(BINARY, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const complaints = complaintsOf(child)
  try {
    const otlp = `http://127.0.0.1:${port}`
    await send(otlp, tracesOf(lifeOf(`span-${pod}`).map(spanOf)), '/v1/traces')
    await send(otlp, logsOf(lifeOf(`log-${pod}`).map((said) => logOf(said))), '/v1/logs')
    for (const carrier of ['span', 'log'])
      await expectFound(join(data, 'lifespan'), `token-of-${carrier}-${pod}`, `Collector, ${pod}, ${carrier}s`)
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
    complaints().forEach((line) => console.log(line))
  }
}

/** As docs/otlp-from-kafka.md says; JSON is YAML. */
function configOf(port: number, { bootstrap, encoding, compression }: Exporting): object {
  const batch = { sizer: 'bytes', min_size: 500_000, max_size: 900_000, flush_timeout: '200ms' }
  const kafka = {
    brokers: [bootstrap],
    traces: { encoding },
    logs: { encoding },
    producer: { required_acks: 'all', compression },
    sending_queue: { batch },
  }
  const way = { receivers: ['otlp'], exporters: ['kafka'] }
  return {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { kafka },
    service: { telemetry: { metrics: { level: 'none' } }, pipelines: { traces: way, logs: way } },
  }
}

/** What it says that is worse than a hint. */
function complaintsOf({ stderr }: ChildProcess): () => string[] {
  let said = ''
  stderr!.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  return () => said.split('\n').filter((line) => /\t(warn|error)\t|^Error/.test(line))
}

/** A token is issued to a pod, which ends; an hour later it is used. */
function lifeOf(pod: string): readonly Said[] {
  const born = Date.now() - 2 * HOUR
  const workload = { 'workload.instance.id': pod, 'workload.kind': 'pod' }
  const token = { ...workload, 'credential.id': `token-of-${pod}`, 'credential.issuer': 'https://broker.example' }
  const expiry = { 'credential.not_after': new Date(born + 8 * HOUR).toISOString() }
  const span = (number: number) => Buffer.from(`${pod}${number}`).toString('hex').slice(-16)
  return [
    { name: 'credential.issued', at: born, span: span(1), attributes: { ...token, ...expiry } },
    { name: 'workload.ended', at: born + MINUTE, span: span(2), attributes: workload },
    { name: 'credential.used', at: born + HOUR, span: span(3), attributes: token },
  ]
}

/** Once it is up. */
async function send(otlp: string, body: object, path: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const answer = await post({ otlp }, body, {}, path).catch((error: unknown) => String(error))
    if (typeof answer !== 'string' && answer.status === 200) return
    if (Date.now() > until) throw new Error(`the OpenTelemetry Collector answered ${JSON.stringify(answer)}`)
  }
}
