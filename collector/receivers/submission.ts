import { setTimeout as sleep } from 'node:timers/promises'
import type { Intake, RecordOutcome } from '../translated.ts'

/** How submissions are made, and what of them is told. */
export interface SubmissionOptions {
  readonly intake: Intake
  readonly source: string
  /** Where they were sent to. */
  readonly place: string
  /** Told of what is no outage. */
  readonly onError: (error: Error) => void
  /** How long a client waits, ms. */
  readonly waitMs: number
}

/**
 * Hands records to the intake. What each came to once they are durable; null where they are not yet, or could not be: the client
 * then sends them again, and what became durable meanwhile is the same events.
 */
export async function submitInTime(
  records: readonly RecordOutcome[],
  options: SubmissionOptions,
): Promise<readonly RecordOutcome[] | null> {
  const { intake, source, place, waitMs, onError } = options
  const submitted = intake.submit(source, records, place).catch((error: unknown) => {
    if (!isOutage(error)) onError(errorOf(error))
    return null
  })
  return inTime(submitted, waitMs)
}

/** What something comes to; null where that takes longer. */
export async function inTime<T>(work: Promise<T>, waitMs: number): Promise<T | null> {
  const stop = new AbortController()
  const late = sleep(waitMs, null, { signal: stop.signal }).catch(() => null)
  try {
    return await Promise.race([work, late])
  } finally {
    stop.abort()
  }
}

/** Whatever was thrown, as an error. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** Faults say of themselves whether they pass. */
export function isOutage(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true
}
