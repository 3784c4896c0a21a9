import { z } from 'zod'

/** So many tokens are acknowledged, or refused, by one request. */
const MOST_ANSWERED = 10_000
/** Ids of ours have 36 characters. */
const LONGEST_ID = 256

const Id = z.string().max(LONGEST_ID)

/** What a receiver asks for that comes for its security event tokens, and what it says of those it has (RFC 8936, 2.2). What it says beside that is its own. */
export const PollRequest = z.object({
  /** So many at the most; 0: it answers, and takes none. */
  maxEvents: z.int().nonnegative().optional(),
  /** Whether it is answered at once, though there be nothing. */
  returnImmediately: z.boolean().default(false),
  /** Those that it has. */
  ack: z.array(Id).max(MOST_ANSWERED).default([]),
  /** Those that it can't take, and why. */
  setErrs: z
    .record(Id, z.looseObject({ err: z.string() }))
    .refine((errors) => Object.keys(errors).length <= MOST_ANSWERED, `more than ${MOST_ANSWERED} errors`)
    .default({}),
})
export type PollRequest = z.output<typeof PollRequest>
