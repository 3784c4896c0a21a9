import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace'
import { version } from '../version.ts'
import type { Journey } from './journeys.ts'

/** A stop waits so long for the last spans; what is on its way then ends by itself, in its own time. */
const FAREWELL_MS = 1_000
const EXPORT_MS = 2_000
const BATCHING = { scheduledDelayMillis: 1_000 }

/** The parts of a journey, each from one moment to the next. */
const PARTS = [
  ['receive', 'taken', 'sent'],
  ['insert', 'sent', 'durable'],
  ['judge', 'durable', 'judged'],
  ['publish', 'judged', 'published'],
] as const

/** Sends journeys as traces to an endpoint: `/v1/traces` is added to an address without a path. */
export function createTracing(endpoint: string, onTrouble: (error: Error) => void) {
  const url = new URL(endpoint)
  if (url.pathname === '/') url.pathname = '/v1/traces'
  const closing = new AbortController()
  const exporter = new OTLPTraceExporter({ url: url.href, timeoutMillis: EXPORT_MS })
  const told = telling(exporter, closing.signal, () => onTrouble(new Error(`own traces do not reach ${url.host}`)))
  const resource = resourceFromAttributes({ 'service.name': 'lifespan', 'service.version': version })
  const processor = new BatchSpanProcessor({ exporter: told, ...BATCHING })
  const provider = new TracerProvider({ resource, spanProcessors: [processor] })
  const tracer = provider.getTracer('lifespan', version)
  return {
    tell: (journey: Journey) => tell(tracer, journey),
    close: async () => {
      await Promise.race([provider.shutdown().catch(() => undefined), sleep(FAREWELL_MS)])
      closing.abort()
    },
  }
}

/** After the fact: while a batch is under way nothing is spent on it. */
function tell(tracer: Tracer, journey: Journey): void {
  const epoch = Date.now() - performance.now()
  const attributes = { 'lifespan.events': journey.events }
  const batch = tracer.startSpan('lifespan.batch', { startTime: epoch + journey.taken, attributes, root: true })
  const within = trace.setSpan(ROOT_CONTEXT, batch)
  for (const [name, from, to] of PARTS)
    tracer.startSpan(`lifespan.${name}`, { startTime: epoch + journey[from] }, within).end(epoch + journey[to])
  batch.end(epoch + journey.published)
}

/** The same exporter, of whose failures somebody is told, but not what a server answered; once it is closed all fail at once. */
function telling(exporter: SpanExporter, closed: AbortSignal, onFailure: () => void): SpanExporter {
  return {
    export: (spans, done) => {
      if (closed.aborted) return done({ code: FAILED })
      exporter.export(spans, (result) => {
        const code: number = result.code
        if (code === FAILED) onFailure()
        done(result)
      })
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
}

/** As OpenTelemetry has it. */
const FAILED = 1
