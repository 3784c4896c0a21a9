import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { SECOND, type Millis } from '../../schemas/time.ts'
import type { Allowed } from '../delivery/addresses.ts'
import type { Attempted, Dispatch } from '../message.ts'
import { hostOf, lookingAt, Refused, refusalOf, refusalOfPeer, said } from './reach.ts'

/** Where a receiver listens unless its address says a port: by custom, and by RFC 5425 (4.1). */
const PORTS: Readonly<Record<string, number>> = { 'syslog:': 514, 'syslogs:': 6514 }
/** Nothing is acknowledged; but who hangs up by an error within this time did not take it. */
const FAREWELL_MS = SECOND
const LET_GO = 'it is let go'

/**
 * Syslog over TCP (RFC 6587) or TLS (RFC 5425), a connection a message. It is sent when all of it left without an error: in a connection
 * that is kept, what is written after the receiver is gone would be lost unnoticed.
 */
export class SyslogTransport {
  readonly #allowed: Allowed
  readonly #deadline: Millis
  readonly #sockets = new Set<Socket>()
  #isClosed = false

  constructor(allowed: Allowed, deadline: Millis) {
    this.#allowed = allowed
    this.#deadline = deadline
  }

  /** Makes one attempt. Never throws. */
  async send(dispatch: Dispatch | Promise<Dispatch>): Promise<Attempted> {
    try {
      const { url, body } = await dispatch
      await this.#write(new URL(url), body)
      return { status: null, retryAfter: null, problem: null }
    } catch (error) {
      return { status: null, retryAfter: null, problem: said(error) }
    }
  }

  close(): Promise<void> {
    this.#isClosed = true
    for (const socket of this.#sockets) socket.destroy(new Refused(LET_GO))
    return Promise.resolve()
  }

  async #write(url: URL, body: string): Promise<void> {
    if (this.#isClosed) throw new Refused(LET_GO)
    const refused = refusalOf(hostOf(url.hostname), this.#allowed)
    if (refused !== null) throw refused
    const { socket, ready } = opened(url, this.#allowed)
    this.#sockets.add(socket)
    const late = setTimeout(() => socket.destroy(new Refused(`not taken within ${this.#deadline} ms`)), this.#deadline)
    try {
      await handOver(socket, ready, body, this.#allowed)
    } finally {
      clearTimeout(late)
      this.#sockets.delete(socket)
      socket.destroy()
    }
  }
}

/** A socket on its way, and what it says once it is there: with TLS when the receiver has shown whom it is. */
function opened(url: URL, allowed: Allowed): { readonly socket: Socket; readonly ready: string } {
  const host = hostOf(url.hostname)
  const port = url.port === '' ? PORTS[url.protocol]! : Number(url.port)
  const to = { host, port, lookup: lookingAt(allowed) }
  if (url.protocol !== 'syslogs:') return { socket: connect(to), ready: 'connect' }
  // Names alone are asked for (RFC 6066, 3); an address is compared all the same.
  return { socket: connectSecurely(isIP(host) === 0 ? { ...to, servername: host } : to), ready: 'secureConnect' }
}

/** Resolves when all was flushed, and the receiver hung up or said nothing to the contrary for a moment. */
function handOver(socket: Socket, ready: string, body: string, allowed: Allowed): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let farewell: NodeJS.Timeout | undefined
  socket.once(ready, () => {
    const strange = refusalOfPeer(socket, allowed)
    if (strange !== null) return socket.destroy(strange)
    socket.end(body, () => (farewell = setTimeout(resolve, FAREWELL_MS)))
  })
  socket.on('error', reject)
  socket.on('close', () => {
    clearTimeout(farewell)
    if (socket.writableFinished) resolve()
    else reject(new Refused('it hung up'))
  })
  // What it says is no answer.
  socket.resume()
  return promise
}
