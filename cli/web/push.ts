import type { IncomingMessage } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { countOutcomes } from '../../collector/intake.ts'
import type { Answer } from '../../collector/receivers/answer.ts'
import { answerAndCount } from '../../collector/receivers/answering.ts'
import { readBody, UNKNOWN_ENCODING, type Refused } from '../../collector/receivers/body.ts'
import type { Budget, Holding } from '../../collector/receivers/budget.ts'
import type { Route } from '../../collector/receivers/otlp-http.ts'
import { BODY_BYTES, SUBMIT_MS, type ReceiverCounters } from '../../collector/receivers/receiver.ts'
import { submitInTime, type SubmissionOptions } from '../../collector/receivers/submission.ts'
import { countRefused } from '../../collector/receivers/take.ts'
import type { Intake } from '../../collector/translated.ts'
import { Account } from '../../log/account.ts'
import type { ReadRecords } from '../system/read-records.ts'
import { createBearer } from './bearer.ts'
import { accountAnswer, json, later, refusedAnswer } from './push-answer.ts'
import { readPushed } from './push-body.ts'
import { sourceOf } from './push-source.ts'

/** Where logs are pushed to: the name of who reports follows. */
export const PUSH_PATH = '/v1/ingest/'

const ENCODINGS = ['', 'identity', 'gzip', 'x-gzip']
const UNCONFIGURED =
  'no token is configured: set LIFESPAN_INGEST_TOKEN, or ingest.token in lifespan.yaml, and start Lifespan again'

export interface PushOptions {
  readonly intake: Intake
  /** Those with which logs may be pushed. */
  readonly tokens: readonly string[]
  readonly budget: Budget
  readonly counters: ReceiverCounters
  readonly onError: (error: Error) => void
}

/** Takes logs from whoever has a token, as `lifespan ingest` takes them from files; answers when all is durable. */
export function createPush(options: PushOptions): Route {
  const isKnown = createBearer(options.tokens)
  return (request, response) =>
    answerAndCount(
      request,
      response,
      options,
      async () => refusalOf(request, options, isKnown) ?? push(request, options),
    )
}

/** Why a request is not listened to. */
function refusalOf(
  { method, headers }: IncomingMessage,
  { tokens }: PushOptions,
  isKnown: ReturnType<typeof createBearer>,
): Answer | null {
  if (method !== 'POST') return json(405, { message: 'only POST is answered here' }, { allow: 'POST' })
  if (tokens.length === 0) return json(403, { message: UNCONFIGURED })
  if (isKnown(headers.authorization)) return null
  const message = 'send one of the configured tokens: Authorization: Bearer <token>'
  return json(401, { message }, { 'www-authenticate': 'Bearer realm="lifespan"' })
}

async function push(request: IncomingMessage, options: PushOptions): Promise<Answer> {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const named = sourceOf(path.slice(PUSH_PATH.length))
  if ('problem' in named) return json(400, { message: named.problem })
  const holding = options.budget.open()
  try {
    const { source } = named
    return await take(request, { ...options, source, place: PUSH_PATH + source, waitMs: SUBMIT_MS }, holding)
  } finally {
    holding.close()
  }
}

type Pushing = PushOptions & SubmissionOptions

async function take(request: IncomingMessage, options: Pushing, holding: Holding): Promise<Answer> {
  const { source, place } = options
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  if (!ENCODINGS.includes(encoding)) return refuse({ refused: 'kind', message: UNKNOWN_ENCODING }, options)
  const limits = { maxBytes: BODY_BYTES, holding }
  const body = await readBody(request, { ...limits, gzip: false })
  if ('refused' in body) return refuse(body, options)
  const pushed = await readPushed(body.bytes, source, place, limits)
  if ('refused' in pushed) return refuse(pushed, options)
  const account = await submit(pushed.reads, options)
  return account === null ? later() : accountAnswer(account)
}

/** What all records came to once they are durable; null where they are not in time. */
async function submit(reads: readonly ReadRecords[], options: Pushing): Promise<Account | null> {
  const account = new Account()
  const all: ReturnType<typeof submitInTime>[] = []
  for (const { records } of reads) {
    all.push(submitInTime(records, options))
    await nextTurn()
  }
  for (const fit of await Promise.all(all)) {
    if (fit === null) return null
    account.addAll(countOutcomes(options.source, fit).lines)
  }
  return account
}

/** A body that the client is to drop counts as one received and one rejected. */
async function refuse(refused: Refused, options: Pushing): Promise<Answer> {
  if (refused.refused !== 'busy') {
    const reason = refused.refused === 'size' ? 'body is too large' : 'body is in an encoding that is not read'
    await countRefused(reason, refused.message, options)
  }
  return refusedAnswer(refused)
}
