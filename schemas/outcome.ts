/** What one record came to. Expected outcomes are values; only bugs and outages throw. */
export type Outcome<T> =
  | { readonly kind: 'accepted'; readonly value: T; readonly warnings?: readonly string[] }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string }

/** What there is to warn of that is in no record. The reason is one of few: it is counted by. */
export interface Warning {
  readonly kind: 'warning'
  readonly reason: string
  readonly times: number
}

/** The record says something of ours. */
export const accepted = <T>(value: T): Outcome<T> => ({ kind: 'accepted', value })

/** The record is good and says nothing of ours. The reason is one of few: it is counted by. */
export const ignored = (reason: string): Outcome<never> => ({ kind: 'ignored', reason })

/** The record can't be read or can't be true. The reason is one of few, and holds nothing of the record: it is counted by. */
export const rejected = (reason: string): Outcome<never> => ({ kind: 'rejected', reason })
