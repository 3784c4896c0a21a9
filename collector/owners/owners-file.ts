import { z } from 'zod'
import { EARLIEST, parseRfc3339, toMillis, type Millis } from '../../schemas/time.ts'

/** Who answers for the identities that a pattern matches. */
export interface Assignment {
  readonly match: string
  readonly owner: string
  readonly kind: string
  readonly from: Millis
  readonly until: Millis | null
}

/** When somebody left or came back. */
export interface Presence {
  readonly owner: string
  readonly departed: Millis | null
  readonly returned: Millis | null
}

export interface OwnersFile {
  readonly owners: readonly Assignment[]
  readonly people: readonly Presence[]
}

/** A moment as people write it: a date is midnight UTC, a time has its zone. */
const Moment = z.string().transform((text, context) => {
  const nanos = parseRfc3339(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  if (nanos !== null) return Math.max(EARLIEST, toMillis(nanos))
  context.addIssue({
    code: 'custom',
    message: 'is no date or time: write 2026-06-30, or 2026-06-30T12:00:00Z with its zone',
  })
  return z.NEVER
})

const Name = z.string().min(1, 'is empty').max(2_048, 'is longer than 2,048 characters')

const KINDS = ['person', 'team', 'service'] as const

/** One line of `owners`. */
export const AssignmentLine = z
  .strictObject({
    match: Name,
    owner: Name,
    kind: z.enum(KINDS, `is none of ${KINDS.join(', ')}`).default('person'),
    from: Moment.default(EARLIEST),
    until: Moment.nullable().default(null),
  })
  .refine(({ from, until }) => until === null || until > from, { path: ['until'], message: 'is not after from' })

/** One line of `people`. */
export const PresenceLine = z
  .strictObject({ owner: Name, departed: Moment.nullable().default(null), returned: Moment.nullable().default(null) })
  .refine(({ departed, returned }) => departed !== null || returned !== null, {
    message: 'says neither departed nor returned',
  })
