import { DAY, MINUTE, SECOND, type Millis } from '../../schemas/time.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Attempted, Message, Settled, Standing } from '../message.ts'
import { Rate } from './rate.ts'
import { pauseAfter } from './schedule.ts'

/** Where a courier finds what it brings, and writes down what became of it. */
export interface Letterbox {
  next(endpoint: string, limit: number, sending: ReadonlySet<string>): readonly Message[]
  settle(settled: readonly Settled[], now: Millis): void
  standing(endpoint: string): Standing
  /** When messages were sent since a moment, ms, the oldest first. */
  sentSince(endpoint: string, since: Millis): readonly Millis[]
  stands(endpoint: string, standing: Standing): void
}

/** What a courier needs of the world. */
export interface CourierPorts {
  /** Makes one attempt. Never rejects: what can't be made to be sent is an attempt that failed. */
  send(message: Message): Promise<Attempted>
  now(): Millis
  /** Evenly within [0, 1). */
  chance(): number
  /** Does something later; returns what prevents it. */
  after(pause: Millis, work: () => void): () => void
  /** Does something once all is done that is to be done now. */
  soon(work: () => void): void
  /** Told of each attempt. */
  onAttempt?(message: Message, attempted: Attempted): void
}

/** So many are on their way to one endpoint at the same time; of one that fails, one. */
const MOST_AT_ONCE = 16
/** After failures in a row all others wait, too: ever longer, up to a minute. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [SECOND, MINUTE]
/** Where nothing succeeded for so long, nothing is sent any more (faults: F36). */
const PATIENCE = 5 * DAY
/** It is gone (Standard Webhooks: Deliverability). */
const GONE = 410

/** Brings messages to one endpoint, and to no other: so its trouble is nobody else's. */
export class Courier {
  readonly #endpoint: Endpoint
  readonly #queue: Letterbox
  readonly #ports: CourierPorts
  readonly #rate: Rate
  readonly #sending = new Set<string>()
  readonly #bringing = new Set<Promise<void>>()
  #answered: (readonly [Message, Attempted])[] = []
  #failures = 0
  #pausing: (() => void) | null = null
  #isWriting = false
  #isStopped = false

  constructor(endpoint: Endpoint, queue: Letterbox, ports: CourierPorts) {
    this.#endpoint = endpoint
    this.#queue = queue
    this.#ports = ports
    const now = ports.now()
    this.#rate = new Rate(endpoint.rate, now, endpoint.rate === 0 ? [] : queue.sentSince(endpoint.name, now - MINUTE))
  }

  /** Sends what can be sent now. */
  go(): void {
    if (this.#isStopped) return
    // What could not be written down before.
    if (!this.#isWriting) this.#write()
    if (this.#pausing !== null) return
    const free = (this.#failures > 0 ? 1 : MOST_AT_ONCE) - this.#sending.size
    if (free <= 0 || this.#queue.standing(this.#endpoint.name).disabled !== '') return
    const allowed = this.#rate.free(this.#ports.now())
    if (allowed === 0) return this.#pause(this.#rate.pause)
    for (const message of this.#queue.next(this.#endpoint.name, Math.min(free, allowed), this.#sending))
      this.#begin(message)
  }

  /** Sends nothing new; resolves when all that is on its way is answered. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pausing?.()
    await Promise.all(this.#bringing)
    try {
      this.#write()
    } catch {
      // What can't be written down is sent again, with the same id.
    }
  }

  #begin(message: Message): void {
    this.#rate.spend()
    this.#sending.add(message.id)
    const bringing = this.#bring(message).finally(() => this.#bringing.delete(bringing))
    this.#bringing.add(bringing)
  }

  async #bring(message: Message): Promise<void> {
    const attempted = await this.#ports.send(message)
    // What is let go at the end waits as before.
    if (this.#isStopped && attempted.status === null && attempted.problem !== null) return
    this.#ports.onAttempt?.(message, attempted)
    this.#answered.push([message, attempted])
    this.#writeSoon()
  }

  #outcome({ id, attempts }: Message, { status, retryAfter, problem, isGivenUp = false }: Attempted): Settled {
    if (problem === null) {
      this.#succeeds()
      return { id, state: 'sent' }
    }
    if (isGivenUp) return { id, state: 'dead', problem }
    this.#fails(status, problem, retryAfter)
    const pause = pauseAfter(attempts + 1, this.#ports.chance(), retryAfter)
    return pause === null
      ? { id, state: 'dead', problem }
      : { id, state: 'later', due: this.#ports.now() + pause, problem }
  }

  #succeeds(): void {
    this.#failures = 0
    const { name } = this.#endpoint
    if (this.#queue.standing(name).failing > 0) this.#queue.stands(name, { failing: 0, disabled: '' })
  }

  /** All others wait as well: a receiver that is in trouble is not helped by more. */
  #fails(status: number | null, problem: string, retryAfter: Millis | null): void {
    this.#failures++
    const { name } = this.#endpoint
    const now = this.#ports.now()
    const since = this.#queue.standing(name).failing || now
    const isGone = status === GONE
    const disabled = isGone || now - since >= PATIENCE ? `${problem}${isGone ? '' : ', as for five days'}` : ''
    this.#queue.stands(name, { failing: since, disabled })
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** Math.min(this.#failures - 1, 10))
    this.#pause(Math.max(pause, Math.min(retryAfter ?? 0, LONGEST_PAUSE)))
  }

  #pause(pause: Millis): void {
    this.#pausing ??= this.#ports.after(pause, () => {
      this.#pausing = null
      this.go()
    })
  }

  /** What became of messages that were answered at the same time is written together. */
  #writeSoon(): void {
    if (this.#isWriting) return
    this.#isWriting = true
    this.#ports.soon(() => {
      this.#isWriting = false
      this.#write()
      this.go()
    })
  }

  #write(): void {
    const answered = this.#answered
    if (answered.length === 0) return
    const settled = answered.map(([message, attempted]) => this.#outcome(message, attempted))
    this.#queue.settle(settled, this.#ports.now())
    this.#answered = []
    for (const { id } of settled) this.#sending.delete(id)
  }
}
