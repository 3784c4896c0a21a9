import { z } from 'zod'
import { EARLIEST, NEVER, parseRfc3339, toMillis, type Millis } from '../../schemas/time.ts'

/** Who answers for the identities that a pattern matches. */
export interface Assignment {
  readonly match: string
  readonly owner: string
  readonly kind: string
  readonly from: Millis
  readonly until: Millis | null
}

/** When somebody left and came back, each as often as it happened. */
export interface Presence {
  readonly owner: string
  readonly departed: readonly Millis[]
  readonly returned: readonly Millis[]
}

export interface OwnersFile {
  readonly owners: readonly Assignment[]
  readonly people: readonly Presence[]
}

/** What stands where one text should. */
function noText({ input }: { readonly input?: unknown }): string {
  if (input === undefined) return 'is empty'
  if (Array.isArray(input)) return 'is a list: give one text, and a line of its own for each other one'
  return 'is no text: put it in quotes if it has a colon, a bracket or a brace'
}

/** A moment as people write it: a date is midnight UTC, a time has its zone. */
const Moment = z.string({ error: noText }).transform((text, context) => {
  const nanos = parseRfc3339(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  if (nanos !== null && nanos >= 0n) return Math.min(Math.max(EARLIEST, toMillis(nanos)), NEVER)
  const message =
    nanos === null ? 'is no date or time: write 2026-06-30, or 2026-06-30T12:00:00Z with its zone' : 'is before 1970'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** A moment at which something happens; what lies beyond 2199 never does. */
const Happening = Moment.refine((at) => at < NEVER, { message: 'is after 2199: leave out what never happens' })

/** One of them, several in a list, or none. */
const Happenings = z.preprocess((said = []) => (Array.isArray(said) ? said : [said]), z.array(Happening))

/** A text with an invisible or foreign character would match nothing, and nobody would see why. */
const Name = z
  .string({ error: noText })
  .min(1, 'is empty')
  .max(2_048, 'is longer than 2,048 characters')
  .refine((text) => text === text.trim() && !/[\p{Cc}\p{Cs}\uFFFD]/u.test(text), {
    message: 'has a space or line break at an end, or a character that no id has: take it out, save the file as UTF-8',
  })

const KINDS = ['person', 'team', 'service'] as const

/** One line of `owners`. */
export const AssignmentLine = z
  .strictObject({
    match: Name,
    owner: Name,
    kind: z.enum(KINDS, `is none of ${KINDS.join(', ')}`).default('person'),
    from: Happening.default(EARLIEST),
    until: Moment.nullable().default(null),
  })
  .refine(({ from, until }) => until === null || until > from, { path: ['until'], message: 'is not after from' })

/** One line of `people`. */
export const PresenceLine = z
  .strictObject({
    owner: Name,
    departed: Happenings,
    returned: Happenings,
  })
  .refine(({ departed, returned }) => departed.length > 0 || returned.length > 0, {
    message: 'says neither departed nor returned',
  })
