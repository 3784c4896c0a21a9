import type { Millis } from '../schemas/time.ts'
import type { Alert, Occasion } from './alert.ts'

/** What findings that are told together have in common: names and values. */
export type Common = readonly (readonly [name: string, value: string])[]

/** With which others a finding is told, and when: `wait` after the first of them, and no more often than each `interval` (ms). */
export interface Grouped {
  readonly common: Common
  readonly wait: Millis
  readonly interval: Millis
}

/** Where a finding goes. */
export interface Destination {
  readonly endpoint: string
  /** Not before this moment, ms: it is to be confirmed, or a window of maintenance is open. */
  readonly from: Millis
  /** Null where it is told by itself. */
  readonly group: Grouped | null
  /** How often it is said again while it is open, ms; 0 for never. */
  readonly repeat: Millis
}

/** One of the findings that a message tells of. */
export interface Member {
  readonly occasion: Occasion
  readonly alert: Alert
}

/** So many findings of a group are told one by one; the others are counted. */
export const MOST_MEMBERS = 100

/** Several findings in one message. */
export interface Group {
  /** The same for all that is ever told of it. */
  readonly id: string
  readonly common: Common
  /** The most severe of which the message tells. */
  readonly members: readonly Member[]
  /** Of how many it tells, by what happened. */
  readonly counts: Readonly<Partial<Record<Occasion, number>>>
  /** How many of the group are open as its endpoint will believe then. */
  readonly open: number
}

/** What has to be sent. */
export interface Message {
  /** The same at each attempt, and however often what it is made of comes. */
  readonly id: string
  readonly endpoint: string
  /** Of several findings the most severe. */
  readonly occasion: Occasion
  readonly alert: Alert
  /** Null where it tells of one finding. */
  readonly group: Group | null
  /** When it became one, ms. */
  readonly at: Millis
  readonly attempts: number
}

/** The findings that a message tells of, one by one. */
export const membersOf = ({ group, occasion, alert }: Message): readonly Member[] =>
  group?.members ?? [{ occasion, alert }]

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
  /** Why it is refused, as an answer says it: a code that is known, or null. */
  readonly refusalIn?: (answer: string) => string | null
}

/** What became of one attempt. */
export interface Attempted {
  /** Null where nobody answered. */
  readonly status: number | null
  /** For how long the receiver wants to be left alone, ms. */
  readonly retryAfter: Millis | null
  /** Why it failed, in words that hold nothing of what was sent; null where it did not. */
  readonly problem: string | null
  /** Whether it is not tried again, by no fault of who receives: unless it is said it is, where it failed. */
  readonly isGivenUp?: boolean
}
