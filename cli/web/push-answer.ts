import { STATUSES, type Answer } from '../../collector/receivers/answer.ts'
import type { Refused } from '../../collector/receivers/body.ts'
import { BUSY_SECONDS, OUTAGE_SECONDS } from '../../collector/receivers/take.ts'
import type { Account } from '../../log/account.ts'

/** Answers in JSON. */
export function json(status: number, body: object, headers: Answer['headers'] = {}): Answer {
  const type = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { status, headers: { ...type, ...headers }, body: `${JSON.stringify(body)}\n` }
}

/** What is not taken as a whole. */
export function refusedAnswer({ refused, message }: Refused): Answer {
  return refused === 'busy' ? sentAway(message, BUSY_SECONDS) : json(STATUSES[refused], { message })
}

/** What could not be stored now: to send it again does no harm. */
export const later = (): Answer => sentAway('not stored yet: send it again', OUTAGE_SECONDS)

const sentAway = (message: string, seconds: number) => json(503, { message }, { 'retry-after': String(seconds) })

/** The account of one request: 200 once all is durable, 400 where nothing in it could be read. */
export function accountAnswer(account: Account): Answer {
  const [received, accepted, ignored, rejected] = [undefined, 'accepted', 'ignored', 'rejected'].map((outcome) =>
    account.count(outcome as 'accepted' | undefined),
  )
  const counts = { received, accepted, ignored, rejected, reasons: wordsOf(account, ['ignored', 'rejected']) }
  const warnings = wordsOf(account, ['warning'])
  const body = Object.keys(warnings).length === 0 ? counts : { ...counts, warnings }
  if (received === 0 || rejected !== received) return json(200, body)
  return json(400, { message: 'nothing in the body could be read', ...body })
}

function wordsOf({ lines }: Account, outcomes: readonly string[]): Record<string, number> {
  const words: Record<string, number> = {}
  for (const { outcome, reason, records } of lines)
    if (outcomes.includes(outcome)) words[reason] = (words[reason] ?? 0) + records
  return words
}
