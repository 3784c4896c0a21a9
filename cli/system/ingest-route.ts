import type { IncomingMessage, ServerResponse } from 'node:http'
import { timingSafeEqual } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { countOutcomes } from '../../collector/intake.ts'
import { submitInTime } from '../../collector/receivers/submission.ts'
import { decodeRead, type ReadRecords } from './read-records.ts'
import type { Core } from './system.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
/** The same as over the other ways in: whoever waits longer than 300 s is told by `fetch` that it failed. */
const SUBMIT_MS = 10_000
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Takes what `lifespan ingest` has read and translated, from whoever has the token of `run.json`. It is answered when it is durable and
 * what it led to is published: whoever asks for findings next finds them.
 */
export function createIngestRoute({ intake, correlator }: Core, token: string) {
  const expected = Buffer.from(`Bearer ${token}`)
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return answer(response, 401, 'wrong token')
    if (Number(request.headers['content-length'] ?? MOST_BYTES + 1) > MOST_BYTES)
      return answer(response, 413, 'body too large')
    const read = readOf(await text(request))
    if (read === null) return answer(response, 400, 'not what lifespan ingest sends')
    const { source, records, place } = read
    let why = 'not stored yet'
    const onError = ({ message }: Error) => (why = message)
    const fit = await submitInTime(records, { intake, source, place, onError, waitMs: SUBMIT_MS })
    if (fit === null) return answer(response.setHeader('retry-after', '1'), 503, why)
    await correlator.settled
    response.writeHead(200, JSON_TYPE).end(JSON.stringify(countOutcomes(source, fit).lines))
  }
}

/** Null where it is no JSON: the error would repeat a part of it. */
function readOf(body: string): ReadRecords | null {
  try {
    return decodeRead(body)
  } catch {
    return null
  }
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, JSON_TYPE).end(JSON.stringify({ message }))
}
