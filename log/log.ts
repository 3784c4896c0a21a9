import type { EventBatch } from '../schemas/batch.ts'
import type { Millis } from '../schemas/time.ts'
import type { Account } from './account.ts'
import type { Rejections } from './rejected.ts'

/** What is appended together: events, and what all records of the same requests came to. */
export interface Append {
  /** Writes the events into the batch that is gathered. */
  readonly write: (batch: EventBatch) => void
  readonly account: Account
  /** Those of them that were rejected, one by one. */
  readonly rejections: Rejections
}

/** Where batches become durable, and who reads them. Two forms: ClickHouse alone, or Kafka. */
export interface Log {
  /** Resolves once what was appended is durable. Rejects, retryable, where the log can take no more at the moment. */
  append(append: Append): Promise<void>
  /** Waits for all that was appended, and takes no more. */
  close(): Promise<void>
}

/** Reads the log. Embedded, a batch is merged while it is being made durable; what follows from it waits until it is. */
export interface LogReader {
  /** A batch that is on its way into the log. */
  merge(batch: EventBatch): void
  /** All that was merged is durable; the newest of it was received at `mark`. */
  durable(mark: Millis): void
}
