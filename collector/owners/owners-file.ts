import type { Millis } from '../../schemas/time.ts'

/** What answers for an identity. */
export const OWNER_KINDS = ['person', 'team', 'service'] as const
export type OwnerKind = (typeof OWNER_KINDS)[number]

/** The lists of an owners file, and what an entry of each may say: keys of YAML, columns of CSV. */
export const KEYS = {
  owners: ['match', 'owner', 'kind', 'from', 'until'],
  people: ['owner', 'departed', 'returned'],
} as const
export type ListName = keyof typeof KEYS
export const LISTS = Object.keys(KEYS) as readonly ListName[]

/** Somebody answers for every identity that matches, from a moment on. */
export interface Assignment {
  /** `*` stands for any text; all else for itself. */
  readonly match: string
  readonly owner: string
  readonly kind: OwnerKind
  /** 1970 where the file does not say. */
  readonly from: Millis
  /** The end of this owner's assignment; null: none. */
  readonly until: Millis | null
  /** Where the file says so, from 1 on. */
  readonly line: number
}

/** Somebody is no longer there, or is there again. */
export interface PresenceChange {
  readonly owner: string
  readonly change: 'departed' | 'returned'
  readonly at: Millis
}

/** What a file says about ownership, checked. */
export interface OwnersFile {
  readonly file: string
  readonly assignments: readonly Assignment[]
  readonly people: readonly PresenceChange[]
}

/** A place in the file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A text of the file, and where it stands. */
export interface Said extends Place {
  readonly text: string
}

/** An entry before anything is checked but its keys. What is not said is absent. */
export interface Entry extends Place {
  readonly list: ListName
  readonly said: ReadonlyMap<string, readonly Said[]>
}
