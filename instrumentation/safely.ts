import { diag } from '@opentelemetry/api'
import { shared } from './shared.ts'

/** Says what is wrong to whoever set a logger of OpenTelemetry's `diag`: each thing once, and nothing of the data. */
export function complain(problem: string): void {
  const { complaints } = shared()
  if (complaints.has(problem)) return
  complaints.add(problem)
  diag.warn(`@lifespan/instrumentation: ${problem}`)
}

/** Does what must never reach the service: whatever it throws is a complaint. */
export function safely(work: () => void): void {
  try {
    work()
  } catch (error) {
    complain(`a bug of ours (${error instanceof Error ? error.name : typeof error}): please report it`)
  }
}
