import { context, type Context, type ContextManager } from '@opentelemetry/api'

/** From now on all is done as by the SDK of the service while it exports, which traces nothing of its own, until `context.disable()`. */
export function beSdkOfService(): void {
  const suppressed = context.active().setValue(Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true)
  const always: ContextManager = {
    active: () => suppressed,
    with: (_: Context, work, self, ...args) => work.call(self as never, ...args),
    bind: (_, target) => target,
    enable: () => always,
    disable: () => always,
  }
  context.setGlobalContextManager(always)
}
