import type { Millis } from '../schemas/time.ts'
import type { Alert, Occasion } from './alert.ts'

/** Where a finding goes: to an endpoint, at once or when it is confirmed (ms). */
export interface Destination {
  readonly endpoint: string
  readonly from: Millis
}

/** What has to be sent. */
export interface Message {
  /** The same at each attempt, and however often what it is made of comes. */
  readonly id: string
  readonly endpoint: string
  readonly occasion: Occasion
  readonly alert: Alert
  /** When it became one, ms. */
  readonly at: Millis
  readonly attempts: number
}

/** What became of a message at its last attempt: it is sent, tried again at a moment, or given up. */
export type Settled =
  | { readonly id: string; readonly state: 'sent' }
  | { readonly id: string; readonly state: 'later'; readonly due: Millis; readonly problem: string }
  | { readonly id: string; readonly state: 'dead'; readonly problem: string }

/** Why an endpoint gets nothing, or since when nothing there succeeds (ms); 0 and empty where it does as it should. */
export interface Standing {
  readonly failing: Millis
  readonly disabled: string
}

/** What is sent, and whither. */
export interface Dispatch {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What became of one attempt. */
export interface Attempted {
  /** Null where nobody answered. */
  readonly status: number | null
  /** For how long the receiver wants to be left alone, ms. */
  readonly retryAfter: Millis | null
  /** Why it failed, in words that hold nothing of what was sent; null where it did not. */
  readonly problem: string | null
}
