/** Something of which rows go when they were received long ago. */
export interface Retained {
  readonly name: RetainedName
  readonly table: string
  /** Unless somebody says otherwise. */
  readonly days: number
  /** Which rows go, after so many days. */
  ttl(days: number): string
}

export type RetainedName = 'uses' | 'rejected'

/** How many days each is kept; 0 = for ever; what is not said stays as it is. */
export type Retention = Readonly<Partial<Record<RetainedName, number>>>

const afterReceived = (days: number) => `toDateTime(received_at) + toIntervalDay(${days})`

/** What goes: uses, which are many and whose extremes the entities keep, and the list of what was rejected. All else stays. */
export const RETAINED: readonly Retained[] = [
  {
    name: 'uses',
    table: 'events',
    days: 400,
    ttl: (days) => `${afterReceived(days)} DELETE WHERE type = 'credential.used'`,
  },
  { name: 'rejected', table: 'rejected', days: 30, ttl: afterReceived },
]

/** The fewest and the most days that can be asked for: a time to live is counted in seconds until 2106. */
export const LEAST_DAYS = 7
export const MOST_DAYS = 10_000
