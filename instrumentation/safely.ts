import { diag } from '@opentelemetry/api'
import { shared } from './shared.ts'

/**
 * Says what is wrong to whoever set a logger of OpenTelemetry's `diag`: each thing once, and nothing of the data. What is missing in how the library is set
 * up has a `code`, and is warned of on standard error where that is wanted.
 */
export function complain(problem: string, code?: string): void {
  const { complaints, isLoud } = shared()
  if (complaints.has(problem)) return
  complaints.add(problem)
  const said = `@lifespan/instrumentation: ${problem}`
  diag.warn(said)
  if (isLoud && code !== undefined) process.emitWarning(said, { type: 'LifespanWarning', code })
}

/** Does what must never reach the service: whatever it throws is a complaint. */
export function safely(work: () => void): void {
  try {
    work()
  } catch (error) {
    complain(`a bug of ours (${error instanceof Error ? error.name : typeof error}): please report it`)
  }
}
