import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Tracer } from '@opentelemetry/api'
import { errorType } from './error-type.ts'
import { hrTime, millisOf, type Moment } from './moment.ts'
import { safely } from './safely.ts'
import { publicText } from './secrets.ts'
import { shared } from './shared.ts'
import type { EventName } from './vocabulary.ts'

/** When it happened and how it ended, and what else is to be said of it. */
export interface Circumstances {
  /** When; now unless it is said. A number is milliseconds since the epoch. */
  readonly at?: Moment | undefined
  /**
   * That it failed, and why: an `error.type` of few values, or the error itself, of which its code or its name is told. Of a use `access_denied`,
   * `throttled` and `not_found` say that the credential was accepted and the action was not; `expired`, `revoked` and `invalid` that it was not.
   */
  readonly error?: unknown
  /** Attributes of OpenTelemetry's beside ours: `server.address`, `client.address`, `http.request.method`, … */
  readonly attributes?: Attributes | undefined
}

const ERROR_TYPE = 'error.type'
const SCOPE = '@lifespan/instrumentation'

/** Of the library; told as the scope of what it tells. */
export const VERSION = '0.1.0'

/** What is to be told: attributes by their name; what is undefined is not said. Ids in it are fit to be told (`publicId`). */
export type Description = Record<string, string | number | boolean | readonly string[] | undefined>

/**
 * Tells that something happened: to the library's own pipeline where there is one, else to the service's tracer provider. `describe` is asked
 * only where somebody listens; null where nothing can be told. Never throws.
 */
export function tell(name: EventName, circumstances: Circumstances, describe: () => Description | null): void {
  safely(() => {
    if (process.env['OTEL_SDK_DISABLED'] === 'true') return
    const { at, error, attributes: more } = circumstances ?? {}
    const [millis, failure] = [millisOf(at), error === undefined ? undefined : errorType(error)]
    const { sink } = shared()
    if (sink === null) return tellTracer(name, millis, failure, () => whole(describe(), more, failure))
    const attributes = whole(describe(), more, failure)
    if (attributes !== null) sink({ name, attributes, at: millis, failure }, context.active())
  })
}

function tellTracer(name: EventName, at: number, failure: string | undefined, describe: () => Attributes | null): void {
  const time = hrTime(at)
  const span = tracer().startSpan(name, { kind: SpanKind.INTERNAL, startTime: time })
  const attributes = span.isRecording() ? describe() : null
  if (attributes === null) return
  span.setAttributes(attributes)
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  // It has ended before anybody hears of it: an open span would die with its process.
  span.end(time)
}

const tracer = (): Tracer => trace.getTracer(SCOPE, VERSION)

/** What is described, and what else is said, without what is secret in it. */
function whole(described: Description | null, more: Attributes | undefined, failure: string | undefined) {
  if (described === null) return null
  const attributes: Attributes = {}
  for (const name in more) attributes[publicText(name)] = publicValue(more[name])
  for (const name in described) attributes[name] = publicValue(described[name])
  if (failure !== undefined) attributes[ERROR_TYPE] = failure
  return attributes
}

function publicValue(value: unknown): string | number | boolean | string[] | undefined {
  if (typeof value === 'string') return publicText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (!Array.isArray(value)) return undefined
  return value.filter((one) => typeof one === 'string' || typeof one === 'number').map((one) => publicText(String(one)))
}
