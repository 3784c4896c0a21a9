import type { SpanExporter } from './batch.ts'
import { installed } from './installed.ts'
import type { Loadable } from './last-words.ts'
import { complain } from './safely.ts'

/** In the order in which they are looked for: a service that has OpenTelemetry's SDK has one of them. */
const EXPORTERS = ['@opentelemetry/exporter-trace-otlp-proto', '@opentelemetry/exporter-trace-otlp-http']

/** OpenTelemetry's own exporter, of the version that the service has installed; null where it has none, which is complained of. */
export function findExporter(): (Loadable & { readonly exporter: SpanExporter }) | null {
  for (const name of EXPORTERS) {
    const found = installed(name)
    if (found === null) continue
    try {
      const { OTLPTraceExporter } = found.module as { readonly OTLPTraceExporter: new () => SpanExporter }
      return { name, place: found.place, exporter: tryingOnce(new OTLPTraceExporter()) }
    } catch {
      // It makes nothing of its environment: the next one may.
    }
  }
  complain(`nothing is told: install ${EXPORTERS[0]}, or give lifespanTelemetry an exporter`, 'LIFESPAN_NO_EXPORTER')
  return null
}

/** As exporters are made in it (0.200 to 0.301): one transport within another, which tries again for 10 s with timers that hold the process. */
interface Layers {
  readonly _delegate?: { _transport?: { readonly _transport?: object } }
}

/** The same exporter, without attempts of its own: what fails is tried again by whoever gathers. */
function tryingOnce<E>(exporter: E): E {
  const { _delegate: delegate } = exporter as Layers
  const transport = delegate?._transport?._transport
  if (transport !== undefined) delegate!._transport = transport
  return exporter
}
