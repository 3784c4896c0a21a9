import type { BatchColumns } from './batch.ts'
import { EVENT_COLUMNS, type EventColumnName } from './events.ts'

/** A column of texts, be they there already or made when one is asked for. */
export interface Texts {
  at(row: number): string | undefined
}

/** What no fact is read from: `at` has the time of an event, in ms. */
type Beside = 'attributes' | 'time'
type IsText<N extends EventColumnName> = (typeof EVENT_COLUMNS)[N]['storage'] extends 'text' | 'word' ? true : false

export type FactColumns = {
  readonly [N in Exclude<EventColumnName, Beside>]: IsText<N> extends true ? Texts : BatchColumns[N]
}

/** Many events as facts are read from them: a batch that was written, or one that is read from the log. */
export interface Facts {
  readonly length: number
  /** The event's time in ms, floored. */
  readonly at: Float64Array
  readonly columns: FactColumns
}
