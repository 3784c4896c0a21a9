/** What can be rejected: the units of the account, and a body or file that can't be read at all. The position is the code in ClickHouse. */
export const CARRIERS = ['unlisted', 'span', 'span event', 'log', 'record', 'body', 'file'] as const
export type Carrier = Exclude<(typeof CARRIERS)[number], 'unlisted'>

const carriers = CARRIERS.map((name, code) => `'${name}' = ${code}`).join(', ')

/**
 * The columns of `rejected`. No byte of what was rejected is kept, for it may hold anything, secrets too: only how large it was, what
 * stands for it, and where it can be looked at.
 */
export const REJECTED_COLUMNS = {
  received_at: { type: "DateTime64(3, 'UTC')", doc: 'When it was counted: that of the batch' },
  number: { type: 'UInt32', doc: 'In its batch: a batch that is sent again makes no second row' },
  tenant: { type: 'LowCardinality(String)', doc: 'Whose it is' },
  source: { type: 'LowCardinality(String)', doc: 'The configured name of who reports' },
  reason: { type: 'LowCardinality(String)', doc: 'One of few; the same as in the account' },
  carrier: { type: `Enum8(${carriers})`, doc: 'What it was; unlisted: a row that counts those beyond the limit' },
  place: { type: 'String', doc: "The file's name as it was given, or the path that it was sent to" },
  position: { type: 'UInt64', doc: 'The number of the record there, from 1; 0 = not known' },
  detail: { type: 'String', doc: 'The line, the trace, what the system said: a few words, none of the content' },
  bytes: { type: 'UInt64', doc: 'How large it was; 0 = not known' },
  fingerprint: {
    type: 'FixedString(16)',
    doc: 'A keyed hash of its first 64 KiB and its size, or of its own id: equal for what came before',
  },
  records: { type: 'UInt64', doc: 'How many the row stands for: their sum is what the account counts' },
} as const

export type RejectedColumn = keyof typeof REJECTED_COLUMNS
