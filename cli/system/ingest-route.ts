import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID, timingSafeEqual } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { countOutcomes } from '../../collector/intake.ts'
import type { Route } from '../../collector/receivers/otlp-http.ts'
import { SUBMIT_MS } from '../../collector/receivers/receiver.ts'
import { inTime } from '../../collector/receivers/submission.ts'
import type { AccountLine } from '../../log/account.ts'
import { createOnce } from './once.ts'
import { decodeRead, type ReadRecords } from './read-records.ts'
import type { Core } from './core.ts'

/** Names what is sent: sent again under its name, it is waited for, and not stored a second time. */
export const NAME_HEADER = 'lifespan-submission'

/** What is said where nothing else is known. */
export const NOT_YET = 'it has not stored all yet'

const JSON_TYPE = { 'content-type': 'application/json' }
const MOST_BYTES = 64 * 1024 * 1024

export type IngestCore = Pick<Core, 'intake' | 'judging' | 'trouble'>

/**
 * Takes what `lifespan ingest` has read and translated, from whoever has the token of `run.json`. It is answered when it is durable and
 * what it led to is published: whoever asks for findings next finds them. Until then the client is sent away, with the reason. Who is no
 * `lifespan ingest` is answered by others.
 */
export function createIngestRoute(core: IngestCore, token: string, others: Route, waitMs = SUBMIT_MS): Route {
  const expected = Buffer.from(`Bearer ${token}`)
  const once = createOnce<readonly AccountLine[]>()
  return async (request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return NAME_HEADER in request.headers
        ? answer(response, 401, { message: 'wrong token' })
        : others(request, response)
    if (Number(request.headers['content-length'] ?? MOST_BYTES + 1) > MOST_BYTES)
      return answer(response, 413, { message: 'body too large' })
    const read = readOf(await text(request))
    if (read === null) return answer(response, 400, { message: 'not what lifespan ingest sends' })
    let why = NOT_YET
    const stored = once(nameOf(request), () => store(read, core)).catch((error: Error) => {
      why = error.message
      return null
    })
    const lines = await inTime(stored, waitMs)
    if (lines !== null) return answer(response, 200, lines)
    answer(response.setHeader('retry-after', '1'), 503, { message: core.trouble() ?? why })
  }
}

async function store({ source, records, place }: ReadRecords, { intake, judging }: IngestCore) {
  const fit = await intake.submit(source, records, place)
  await judging?.settled
  return countOutcomes(source, fit).lines
}

function nameOf({ headers }: IncomingMessage): string {
  const { [NAME_HEADER]: name } = headers
  return typeof name === 'string' ? name : randomUUID()
}

/** Null where it is no JSON: the error would repeat a part of it. */
function readOf(body: string): ReadRecords | null {
  try {
    return decodeRead(body)
  } catch {
    return null
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, JSON_TYPE).end(JSON.stringify(body))
}
