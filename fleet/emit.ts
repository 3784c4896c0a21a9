import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Attributes, Logger, Tracer } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { counted } from './delivery.ts'
import type { Delivery } from './delivery.ts'
import type { Random } from './random.ts'
import type { FleetEvent, Source } from './story.ts'
import { openStage, sayAs } from './telling.ts'

/** Says what happened, in OpenTelemetry, to one OTLP endpoint. */
export interface Emitter {
  emit(event: FleetEvent): void
  /** Waits until all that was said is delivered or given up; never throws. */
  flush(): Promise<void>
  readonly delivery: Readonly<Delivery>
}

const batching = { scheduledDelayMillis: 200, maxExportBatchSize: 1024, maxQueueSize: 32_768 }
const scope = 'acme.credentials'

/** One process plays many services: a provider for each resource, one pipeline for them all, as behind a gateway collector. */
export function createEmitter(endpoint: string, random: Random): Emitter {
  const delivery: Delivery = { sent: 0, delivered: 0, failed: 0, problem: null }
  const base = endpoint.replace(/\/+$/, '')
  const spanExporter = counted(new OTLPTraceExporter({ url: `${base}/v1/traces` }), delivery)
  const logExporter = counted(new OTLPLogExporter({ url: `${base}/v1/logs` }), delivery)
  const spans = new BatchSpanProcessor({ exporter: spanExporter, ...batching })
  const logs = new BatchLogRecordProcessor({ exporter: logExporter, ...batching })
  const idGenerator = { generateTraceId: () => random.hex(32), generateSpanId: () => random.hex(16) }
  openStage()
  const voices = new WeakMap<Source, Voice>()

  function voiceOf(source: Source): Voice {
    const known = voices.get(source)
    if (known) return known
    const resource = defaultResource().merge(resourceFromAttributes(source.resource))
    const tracer = new TracerProvider({ resource, idGenerator, spanProcessors: [spans] }).getTracer(scope)
    const logger = new LoggerProvider({ resource, processors: [logs] }).getLogger(scope)
    voices.set(source, { tracer, logger })
    return { tracer, logger }
  }

  return {
    delivery,
    emit(event) {
      delivery.sent++
      say[event.carrier](voiceOf(event.from), event)
    },
    async flush() {
      await Promise.allSettled([spans.forceFlush(), logs.forceFlush()])
      await Promise.allSettled([spanExporter.forceFlush?.(), logExporter.forceFlush?.()])
    },
  }
}

interface Voice {
  readonly tracer: Tracer
  readonly logger: Logger
}

/** The three carriers. Spans are instants, over before anyone hears of them; never part of a sampled trace. */
const say: Record<FleetEvent['carrier'], (voice: Voice, event: FleetEvent) => void> = {
  span({ tracer }, event) {
    if (event.ordinary !== true) return sayAs(tracer, event)
    const { at, name, attributes } = event
    tracer.startSpan(name, { startTime: at, attributes, root: true }).end(at)
  },
  'span event'({ tracer }, event) {
    const { at, name, failure, within = 'POST /token' } = event
    const [method = 'POST', path = '/token'] = within.split(' ')
    const attributes = {
      'http.request.method': method,
      'url.path': path,
      'http.response.status_code': failure === undefined ? 200 : 403,
    }
    const span = tracer.startSpan(within, { kind: SpanKind.SERVER, startTime: at - 12, attributes, root: true })
    span.addEvent(name, attributesOf(event), at)
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', failure)
    span.end(at)
  },
  log({ logger }, event) {
    const { at, name } = event
    const attributes = attributesOf(event)
    const moment = { timestamp: at, observedTimestamp: at, attributes }
    logger.emit(event.ordinary ? { ...moment, body: name } : { ...moment, eventName: name })
  },
}

const attributesOf = ({ attributes, failure }: FleetEvent): Attributes =>
  failure === undefined ? attributes : { ...attributes, 'error.type': failure }
