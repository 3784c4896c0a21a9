import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../schemas/time.ts'
import { isOpen, type Alert } from '../alert.ts'
import type { Restraint } from '../endpoint.ts'
import type { Attempted, Message } from '../message.ts'
import { Responses, type Done } from './responses.ts'

/** Asks a service to revoke a credential, where that is meant, still needed, and not too much at a time; each time that is written down. */
export class Revoker {
  readonly #restraint: Restraint
  readonly #send: (message: Message) => Promise<Attempted>
  readonly #responses: Responses
  readonly #finding

  constructor(restraint: Restraint, database: DatabaseSync, send: (message: Message) => Promise<Attempted>) {
    this.#restraint = restraint
    this.#send = send
    this.#responses = new Responses(database)
    this.#finding = database.prepare('SELECT alert FROM finding WHERE id = ?')
  }

  /** Makes one attempt, or says why none is made. Never rejects. */
  async send(message: Message, now: Millis): Promise<Attempted> {
    const held = this.#heldBack(message, now)
    if (held !== null) {
      this.#responses.add(message, ...held, now)
      const [done, detail] = held
      return { status: null, retryAfter: null, problem: `${done}: ${detail}`, isGivenUp: true }
    }
    const number = this.#responses.add(message, 'asking', '', now)
    const attempted = await this.#send(message)
    const { status, problem } = attempted
    this.#responses.end(number, problem === null ? 'asked' : 'failed', problem ?? `it answered ${status}`)
    return attempted
  }

  /** Why nothing is asked; null where something is. */
  #heldBack(message: Message, now: Millis): readonly [done: Done, why: string] | null {
    const { dryRun, mostAnHour } = this.#restraint
    const row = this.#finding.get(message.alert.id)
    if (row !== undefined && !isOpen(JSON.parse(String(row['alert'])) as Alert, now))
      return ['over', 'it is over by now']
    if (dryRun) return ['dry run', 'say dry_run: false to have it revoked']
    if (this.#responses.askedFor(message, now) < mostAnHour) return null
    return ['too many', `more than ${mostAnHour} an hour: look at them, and send those again that are right`]
  }
}
