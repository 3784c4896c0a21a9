import type { LifecycleEvent } from '../schemas/events.ts'
import type { Outcome, Warning } from '../schemas/outcome.ts'
import type { Carrier } from '../schemas/rejected.ts'

/** What one record says, before the collector redacts, checks and stamps it. */
export interface Translated {
  /**
   * The record's own id and what tells its parts apart, from which event ids are made: `[eventID]`, `[auditID, stage]`,
   * `[traceId, spanId, index]`. Empty where the record has none: its bytes are then its id.
   */
  readonly id: readonly string[]
  /** The events, in the order in which they are numbered. */
  readonly events: readonly LifecycleEvent[]
}

/** One record of the account: a span, a span event, a log record, an audit record. A warning stands beside records, and is none. */
export interface RecordOutcome extends Whereabouts {
  readonly outcome: Outcome<Translated> | Warning
  /** The record as text, where it has no id of its own. Used for hashing only, never stored. */
  readonly bytes?: string
}

/** How a record is found again if it is rejected: nothing of what it holds. */
export interface Whereabouts {
  /** By default an audit record. */
  readonly carrier?: Carrier
  /** Its number in the file, from 1; by default the one among the records that are submitted together. */
  readonly position?: number
  /** A few words on where it is: a line, a trace. */
  readonly detail?: string
  /** How many bytes it has, where `bytes` and `raw` do not tell. */
  readonly size?: number
  /** What it is, or, where it has one, its own id. Used for hashing only, never stored. */
  readonly raw?: Uint8Array | string
}

/** A vendor's records become events. Pure: one record in, what it came to out; no memory, no clock. */
export interface Adapter {
  /** The public name, and the default name of the source. */
  readonly name: string
  /** Whether a parsed record looks like one of this vendor, by its content alone. */
  recognises(record: unknown): boolean
  /** `source` is the configured name of who reports, by default the adapter's: the issuer, where no record says who issues. */
  translate(record: unknown, source?: string): Outcome<Translated>
}

/**
 * Takes records into the log. Resolves when all that was accepted is durable, with what each record came to in the end: what can't be
 * true is rejected here. Rejects, retryable, when it can't be made durable at the moment. `place` is where they were found: a file's name,
 * the path that they were sent to.
 */
export interface Intake {
  submit(source: string, records: readonly RecordOutcome[], place?: string): Promise<readonly RecordOutcome[]>
}
