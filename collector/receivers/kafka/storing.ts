import { setTimeout as sleep } from 'node:timers/promises'
import { rejected } from '../../../schemas/outcome.ts'
import type { Intake, RecordOutcome } from '../../translated.ts'
import { errorOf, isOutage } from '../submission.ts'

const AGAIN_MS = 1_000
const UNTAKEN = 'message could not be taken'

export interface StoringOptions {
  readonly intake: Intake
  readonly source: string
  /** Told of what is no outage. */
  readonly onError: (error: Error) => void
}

/**
 * Hands the records of a message to the intake until they are durable, however long that takes; gives up only when nobody wants them
 * any more. What can't be stored for another reason than an outage is counted as one rejected record: it must not stop its neighbours.
 */
export async function storeRecords(
  records: readonly RecordOutcome[],
  place: string,
  { intake, source, onError }: StoringOptions,
  isWanted: () => boolean,
): Promise<void> {
  let what = records
  while (isWanted()) {
    try {
      await intake.submit(source, what, place)
      return
    } catch (error) {
      if (!isOutage(error)) {
        onError(errorOf(error))
        what = [{ outcome: rejected(UNTAKEN), carrier: 'body' }]
      }
      await sleep(AGAIN_MS)
    }
  }
}
