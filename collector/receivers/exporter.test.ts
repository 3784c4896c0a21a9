import { SpanStatusCode } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LifecycleEvent } from '../../schemas/events.ts'
import type { RecordOutcome } from '../translated.ts'
import { startOtlpGrpc } from './otlp-grpc.ts'
import { startOtlpHttp } from './otlp-http.ts'
import type { Receiver } from './receiver.ts'

const records: RecordOutcome[] = []
const resource = resourceFromAttributes({ 'service.name': 'checkout', 'k8s.pod.uid': 'pod-1' })
const said = { 'credential.id': 'c-1', 'credential.issuer': 'https://issuer.example', 'credential.scopes': ['a', 'b'] }
let server: Receiver
let grpc: Receiver

beforeAll(async () => {
  const intake = { submit: async (_source: string, more: readonly RecordOutcome[]) => (records.push(...more), more) }
  const options = { host: '127.0.0.1', port: 0, named: true, source: 'otlp', intake, onError: raise }
  server = await startOtlpHttp(options)
  grpc = await startOtlpGrpc(options)
})

afterAll(async () => {
  await server.close()
  await grpc.close()
})

function raise(error: Error): never {
  throw error
}

const events = (): LifecycleEvent[] =>
  records.splice(0).flatMap(({ outcome }) => (outcome.kind === 'accepted' ? outcome.value.events : []))

describe("OpenTelemetry's own exporters", () => {
  afterEach(() => vi.unstubAllEnvs())

  const overHttp = () => new OTLPTraceExporter({ url: `${server.url}/v1/traces` })
  const overGrpc = () => new GrpcTraceExporter({ url: grpc.url })
  test.each([
    ['HTTP', 'none', overHttp],
    ['HTTP', 'gzip', overHttp],
    ['gRPC', 'none', overGrpc],
    ['gRPC', 'gzip', overGrpc],
  ])('send spans and span events that are read, over %s (compression: %s)', async (_way, compression, create) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression)
    const exporter: SpanExporter = create()
    const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] })
    const tracer = provider.getTracer('test')
    const used = tracer.startSpan('credential.used', { attributes: said })
    used.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', 'access_denied').end()
    tracer
      .startSpan('POST /token')
      .addEvent('credential.issued', { ...said, 'credential.not_after': 1_767_225_600 })
      .end()
    await provider.shutdown()
    const { traceId, spanId } = used.spanContext()
    const [use, issuance, ...more] = events()
    expect(more).toEqual([])
    expect(use).toMatchObject({ outcome: 'denied', trace_id: traceId, span_id: spanId, presenter_id: 'pod-1' })
    expect(use?.attributes).toMatchObject({ 'credential.scopes': '["a","b"]', 'service.name': 'checkout' })
    expect(issuance).toMatchObject({ type: 'credential.issued', workload_id: 'pod-1', not_after: 1_767_225_600_000 })
  })

  test('send log records that are read', async () => {
    const exporter = new OTLPLogExporter({ url: `${server.url}/v1/logs` })
    const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] })
    provider.getLogger('test').emit({ eventName: 'credential.revoked', attributes: said })
    await provider.shutdown()
    expect(events()).toMatchObject([{ type: 'credential.revoked', outcome: 'ok', credential_id: 'c-1' }])
  })
})
