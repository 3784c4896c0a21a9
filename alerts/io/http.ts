import { Agent, buildConnector, request } from 'undici'
import type { Millis } from '../../schemas/time.ts'
import type { Allowed } from '../delivery/addresses.ts'
import { retryAfterOf } from '../delivery/schedule.ts'
import type { Attempted, Dispatch } from '../message.ts'
import { hostOf, lookingAt, Refused, refusalOf, refusalOfPeer, said } from './reach.ts'

/** Of an answer so much is read (faults: F37). */
const MOST_ANSWERED_BYTES = 65_536
const CONNECTIONS = 16

/** HTTP to one receiver: a few connections, to addresses that may be reached, whatever its name resolves to now. */
export class HttpTransport {
  readonly #agent: Agent
  readonly #deadline: Millis

  constructor(allowed: Allowed, deadline: Millis) {
    this.#deadline = deadline
    const options = { connect: guarded(allowed, deadline), connections: CONNECTIONS, pipelining: 1 }
    this.#agent = new Agent({ ...options, headersTimeout: deadline, bodyTimeout: deadline })
  }

  /** Makes one attempt. Never throws. No redirect is followed, and no proxy is asked. */
  async send(dispatch: Dispatch | Promise<Dispatch>): Promise<Attempted> {
    const signal = AbortSignal.timeout(this.#deadline)
    try {
      const { url, headers, body, refusalIn } = await dispatch
      const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher: this.#agent })
      const { statusCode: status } = answer
      const text = await readThrough(answer.body)
      const retryAfter = retryAfterOf(oneOf(answer.headers['retry-after']), Date.now())
      if (status >= 200 && status < 300) return { status, retryAfter, problem: null }
      const refusal = refusalIn?.(text) ?? null
      return { status, retryAfter, problem: `it answered ${status}${refusal === null ? '' : ` ${refusal}`}` }
    } catch (error) {
      const problem = signal.aborted ? `no answer within ${this.#deadline} ms` : said(error)
      return { status: null, retryAfter: null, problem }
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

const oneOf = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

/** Lets an answer come. Throws where it is longer than anybody answers. */
async function readThrough(answer: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer) {
    bytes += chunk.length
    if (bytes > MOST_ANSWERED_BYTES) throw new Refused(`it answers with more than ${MOST_ANSWERED_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes).toString()
}

/** Connects to what may be reached: the address that was looked at is the one that is connected to, and is looked at once more then. */
function guarded(allowed: Allowed, timeout: Millis): buildConnector.connector {
  const connect = buildConnector({ timeout, lookup: lookingAt(allowed) })
  return (options, callback) => {
    const refused = refusalOf(hostOf(options.hostname), allowed)
    if (refused !== null) return callback(refused, null)
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null)
      const strange = refusalOfPeer(socket, allowed)
      if (strange === null) return callback(null, socket)
      socket.destroy()
      callback(strange, null)
    })
  }
}
