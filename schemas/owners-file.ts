import { z } from 'zod'
import { EARLIEST, NEVER, parseRfc3339, toMillis, type Millis } from './time.ts'

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

/** A moment as people write it: a date is midnight UTC, a time has its zone. */
const Moment = z.string().transform((text, context) => {
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
const Happenings = z
  .preprocess((said: unknown) => (Array.isArray(said) ? said : [said]), z.array(Happening))
  .meta({ type: ['string', 'array'] })
  .prefault([])

/** A text with an invisible or foreign character would match nothing, and nobody would see why. */
const Name = z
  .string()
  .min(1, 'is empty')
  .max(2_048, 'is longer than 2,048 characters')
  .refine((text) => text === text.trim() && !/[\p{Cc}\p{Cs}\uFFFD]/u.test(text), {
    message: 'has a space or line break at an end, or a character that no id has: take it out, save the file as UTF-8',
  })

const KINDS = ['person', 'team', 'service'] as const

/** One line of `owners`. */
const AssignmentLine = z
  .strictObject(
    {
      match: Name.meta({
        description: 'The identities: `*` stands for any text',
        examples: ['spiffe://prod/ns/payments/*'],
      }),
      owner: Name.meta({
        description: 'The person, team or service that answers for them',
        examples: ['team-payments'],
      }),
      kind: z
        .enum(KINDS, `is none of ${KINDS.join(', ')}`)
        .prefault('person')
        .meta({ description: 'What the owner is' }),
      from: Happening.optional().meta({
        description: 'Since when; if nothing is said, always',
        examples: ['2026-01-01'],
      }),
      until: Moment.optional().meta({
        description: "What ends this owner's assignment",
        examples: ['2026-06-30T12:00:00Z'],
      }),
    },
    'names its fields: write match: … and owner: …, one below the other',
  )
  .transform((line): Assignment => ({ ...line, from: line.from ?? EARLIEST, until: line.until ?? null }))
  .refine(({ from, until }) => until === null || until > from, { path: ['until'], message: 'is not after from' })

/** One line of `people`. */
const PresenceLine = z
  .strictObject(
    {
      owner: Name.meta({ description: 'Who', examples: ['dana@example.com'] }),
      departed: Happenings.meta({ description: 'When they left, be it several times' }),
      returned: Happenings.meta({ description: 'When they came back' }),
    },
    'names its fields: write owner: … and departed: …, one below the other',
  )
  .refine(({ departed, returned }) => departed.length > 0 || returned.length > 0, 'says neither departed nor returned')

const owners = z.array(AssignmentLine).meta({ description: 'Who answers for which identities' })
const people = z.array(PresenceLine).meta({ description: 'Who left, and who came back' })

/** What says who answers for what, and who left: a file of its own, or a part of `lifespan.yaml`. */
export const OWNERS_SHAPE = { owners, people }

/** A file of its own. */
export const Owners = z.strictObject({ owners: owners.prefault([]), people: people.prefault([]) })
