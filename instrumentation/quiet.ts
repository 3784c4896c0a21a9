import { context, createContextKey } from '@opentelemetry/api'
import { shared } from './shared.ts'

/** By which OpenTelemetry's SDK and instrumentations know that what goes out is telemetry itself (@opentelemetry/core). */
const SUPPRESS = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** Does what is telemetry's own: it is traced by nobody, and what it does with credentials is not told. */
export function quietly<T>(work: () => T): T {
  return shared().quiet.run(true, () => context.with(context.active().setValue(SUPPRESS, true), work))
}

/** Whether what happens here is this library's own. */
export function isOurs(): boolean {
  return shared().quiet.getStore() === true
}

/** Whether it is telemetry's own, this library's or that of the service's SDK. */
export function isQuiet(): boolean {
  return isOurs() || context.active().getValue(SUPPRESS) === true
}
