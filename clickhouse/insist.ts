import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_WAIT_MS = 100
const LAST_WAIT_MS = 5_000

/** What to do between two tries, and when to give up. */
export interface Insistence {
  /** Told of every failure, before it is tried again. */
  readonly onRetry: (error: Error) => void
  /** Aborted, one more failure is the last. */
  readonly signal: AbortSignal
}

/**
 * Does an insert until it succeeds, waiting 100 ms at first and 5 s at last. Inserts are idempotent here: one whose outcome is unknown
 * is done again. Throws the last error once the signal is aborted.
 */
export async function insist(insert: () => Promise<void>, { onRetry, signal }: Insistence): Promise<void> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
    try {
      return await insert()
    } catch (error) {
      onRetry(error as Error)
      if (signal.aborted) throw error
      await sleep(wait, undefined, { signal }).catch(() => undefined)
    }
  }
}
