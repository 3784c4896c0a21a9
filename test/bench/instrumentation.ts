/** What telling costs a service, µs of CPU a call: `node instrumentation.ts`; prints JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace'
import { credentials, lifespanTelemetry } from '../../instrumentation/index.ts'
import { cpuSeconds } from './measure.ts'

const CALLS = 200_000
const WARM = 20_000
/** Between them what was told is handed over. */
const AT_ONCE = 2_000
const ISSUER = 'https://broker.example'
const USE = { action: 's3:GetObject', target: 'bucket/key' }
const TOKEN = `eyJhbGciOiJSUzI1NiJ9.${'a1B2'.repeat(150)}.${'c3D4'.repeat(80)}`
const BYTES = Buffer.from(TOKEN)

process.env['LIFESPAN_FINGERPRINT_KEY'] = '7'.repeat(64)
const nowhere: SpanExporter = {
  export: (_, done) => done({ code: 0 }),
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}

async function micros(call: (n: number) => void): Promise<number> {
  let spent = 0
  for (let from = -WARM; from < CALLS; from += AT_ONCE) {
    const before = cpuSeconds()
    for (let n = from; n < from + AT_ONCE; n++) call(n)
    if (from >= 0) spent += cpuSeconds() - before
    await sleep(12)
  }
  return (spent / CALLS) * 1e6
}

const lived = {
  issuer: ISSUER,
  kind: 'jwt',
  subject: 'spiffe://example.org/checkout',
  audience: 'vault',
  scopes: ['read'],
  notAfter: 1_800_000_000,
  workload: { id: 'pod-1', kind: 'pod' },
} as const
const calls = {
  used: () => credentials.used({ id: 'jti-1', issuer: ISSUER }, USE),
  'used, by its secret': () => credentials.used({ secret: TOKEN, issuer: ISSUER }, USE),
  'used, by its bytes': () => credentials.used({ secret: BYTES, issuer: ISSUER }, USE),
  issued: (n: number) => credentials.issued({ id: `jti-${n}`, ...lived }),
  'issued, by its secret': (n: number) => credentials.issued({ secret: `${n}.${TOKEN}`, ...lived }),
}

export type InstrumentationFigures = Readonly<Record<string, number>>

async function measure(): Promise<InstrumentationFigures> {
  const figures: Record<string, number> = { 'off | used': await micros(calls.used) }
  const processor = new BatchSpanProcessor({ exporter: nowhere, maxQueueSize: 1e6, scheduledDelayMillis: 10 })
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }))
  const tracer = trace.getTracer('bench')
  const attributes = { one: 'attribute', two: 'attributes', three: 'more', four: 'of them' }
  figures['bare'] = await micros(() => tracer.startSpan('bare').end())
  figures['bare, four attributes'] = await micros(() => tracer.startSpan('bare', { attributes }).end())
  for (const [name, call] of Object.entries(calls)) figures[`SDK | ${name}`] = await micros(call)
  const telemetry = lifespanTelemetry({ exporter: nowhere })
  for (const [name, call] of Object.entries(calls)) figures[`own | ${name}`] = await micros(call)
  await telemetry.shutdown()
  return figures
}

console.log(JSON.stringify(await measure()))
