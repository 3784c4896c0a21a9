import type { DatabaseSync } from 'node:sqlite'
import type { Endpoint } from '../endpoint.ts'
import { dispatchOf } from '../kinds.ts'
import type { Attempted, Message } from '../message.ts'
import { Revoker } from './revoker.ts'
import { transportTo, type Transport } from './transport.ts'

/** The ways to all endpoints. */
export class Ways {
  readonly #database: DatabaseSync
  readonly #transports: Transport[] = []

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** How one attempt is made to bring a message to an endpoint; it never rejects. */
  to(endpoint: Endpoint): (message: Message) => Promise<Attempted> {
    const transport = transportTo(endpoint)
    this.#transports.push(transport)
    const send = (message: Message) => transport.send(dispatchOf(endpoint, message, Date.now()))
    if (endpoint.restraint === undefined) return send
    const revoker = new Revoker(endpoint.restraint, this.#database, send)
    return (message) => revoker.send(message, Date.now())
  }

  /** What is on its way is let go. */
  async close(): Promise<void> {
    await Promise.all(this.#transports.map((transport) => transport.close()))
  }
}
