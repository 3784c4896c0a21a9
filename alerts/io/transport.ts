import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { SECOND, type Millis } from '../../schemas/time.ts'
import { isReachable, type Allowed } from '../delivery/addresses.ts'
import type { Attempted, Dispatch } from '../message.ts'
import { retryAfterOf } from '../delivery/schedule.ts'

/** All of an attempt: connecting, sending, and all of the answer (faults: F37). */
const DEADLINE_MS = 15 * SECOND
const MOST_ANSWERED_BYTES = 65_536
const CONNECTIONS = 16

/** A receiver that must not be reached. Its message names an address, and nothing of a URL. */
class Refused extends Error {
  readonly code = 'REFUSED'
}

/** The ways to one receiver: a few connections, to addresses that may be reached, whatever its name resolves to now. */
export class Transport {
  readonly #agent: Agent
  readonly #deadline: Millis

  constructor(allowed: Allowed, deadline: Millis = DEADLINE_MS) {
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
      return {
        status: null,
        retryAfter: null,
        problem: signal.aborted ? `no answer within ${this.#deadline} ms` : said(error),
      }
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

const oneOf = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

/** The code of an error, or its name: a message may quote what was sent. */
function said(error: unknown): string {
  if (error instanceof Refused) return error.message
  const { code, name } = error as { readonly code?: string; readonly name?: string }
  return code ?? name ?? 'it failed'
}

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
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(host) !== 0 && !isReachable(host, allowed)) return callback(refusal(host), null)
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null)
      const { remoteAddress = '' } = socket
      if (isReachable(remoteAddress, allowed)) return callback(null, socket)
      socket.destroy()
      callback(refusal(remoteAddress), null)
    })
  }
}

const refusal = (address: string) =>
  new Refused(`${address} is not reached: it is no address of the world's (alerts.allow)`)

/** Resolves a name once, to addresses that all may be reached. */
function lookingAt(allowed: Allowed): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, [])
      const strange = found.find(({ address }) => !isReachable(address, allowed))
      if (strange !== undefined) return callback(refusal(strange.address), [])
      callback(null, options.all === true ? found : found[0]!.address, found[0]?.family)
    })
  }
}
