import {
  context,
  ProxyTracerProvider,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { errorType } from './error-type.ts'
import { isTrue } from './environment.ts'
import { hrTime, millisOf, type Moment } from './moment.ts'
import { putAll } from './put.ts'
import { isQuiet } from './quiet.ts'
import { complain, safely } from './safely.ts'
import { shared, type Occurrence } from './shared.ts'
import { SCHEMA_URL, type EventName } from './vocabulary.ts'

/** When it happened and how it ended, and what else is to be said of it. */
export interface Circumstances {
  /** When; now unless it is said. A number is milliseconds since the epoch, as of `Date.now()`. */
  readonly at?: Moment | undefined
  /**
   * That it failed, and why: an `error.type` of few values, or the error itself, of which its code or its name is told. Of a use `access_denied`,
   * `throttled` and `not_found` say that the credential was accepted and the action was not; `expired`, `revoked` and `invalid` that it was not. Null, `false`, 0 and
   * `''` are no error.
   */
  readonly error?: unknown
  /** Attributes of OpenTelemetry's beside ours: `server.address`, `client.address`, `http.request.method`, … */
  readonly attributes?: Attributes | undefined
}

const ERROR_TYPE = 'error.type'
/** The library, as the scope of what it tells. @internal */
export const SCOPE = { name: '@lifespan/instrumentation', version: '0.1.0', schemaUrl: SCHEMA_URL }

/**
 * Tells that something happened: to the library's own pipeline where there is one, else to the service's tracer provider. `describe` is asked
 * only where somebody listens: it puts what is fit to be told into attributes, and says whether anything can be. Never throws.
 * @internal
 */
export function tell(name: EventName, circumstances: Circumstances, describe: (into: Attributes) => boolean): void {
  safely(() => {
    if (isQuiet()) return
    const { sink } = shared()
    const tracer = sink === null ? tracerOf(trace.getTracerProvider()) : null
    if ((sink === null && tracer === null) || isTrue('OTEL_SDK_DISABLED')) return
    const occurrence = occurrenceOf(name, circumstances, describe)
    if (occurrence === null) return
    if (sink !== null) sink(occurrence, context.active())
    else tellTracer(tracer!, occurrence)
  })
}

/** Null where it can't be told; what can't be read, such as null in the place of a credential, is a complaint. */
function occurrenceOf(
  name: EventName,
  circumstances: Circumstances,
  describe: (into: Attributes) => boolean,
): Occurrence | null {
  try {
    const { at, error, attributes: more } = circumstances ?? {}
    const attributes: Attributes = {}
    putAll(attributes, more)
    if (!describe(attributes)) return null
    const failure = errorType(error)
    if (failure !== undefined) attributes[ERROR_TYPE] = failure
    return { name, attributes, at: millisOf(at), failure }
  } catch (error) {
    const why = error instanceof Error ? error.name : typeof error
    complain(`${name} is told with what can't be read (${why}), and is not told: give it objects, as its types say`)
    return null
  }
}

function tellTracer(tracer: Tracer, { name, attributes, at, failure }: Occurrence): void {
  const time = hrTime(at)
  const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, startTime: time, attributes })
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  // It has ended before anybody hears of it: an open span would die with its process.
  span.end(time)
}

/** The provider where a service has none. */
const NONE = new ProxyTracerProvider().getDelegate()
let last: { readonly provider: TracerProvider; readonly tracer: Tracer } | null = null

/** The tracer of the provider that a service has set; null where it has none. */
function tracerOf(proxy: TracerProvider): Tracer | null {
  const provider = proxy instanceof ProxyTracerProvider ? proxy.getDelegate() : proxy
  if (provider === NONE) return null
  if (last?.provider !== provider) last = { provider, tracer: provider.getTracer(SCOPE.name, SCOPE.version) }
  return last.tracer
}
