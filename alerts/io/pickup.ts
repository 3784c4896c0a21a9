import type { DatabaseSync } from 'node:sqlite'
import type { PollRequest } from '../../schemas/poll-request.ts'
import { SECOND } from '../../schemas/time.ts'
import { tokenOf, type Endpoint } from '../endpoint.ts'
import type { Attempted, Message, Settled } from '../message.ts'
import { knownCode } from '../payloads/set-errors.ts'
import type { Queue } from './queue.ts'

/** What a receiver gets that comes (RFC 8936, 2.3). */
export interface PickedUp {
  /** Tokens, by their ids. */
  readonly sets: Readonly<Record<string, string>>
  readonly moreAvailable: boolean
}

/** What came of an attempt: whether it was the last, though it failed, where that is known. */
type Answered = Pick<Attempted, 'problem' | 'isGivenUp'>

/** Told of each attempt to bring a message, and of each that a receiver who came for it took or refused. */
export type OnAnswer = (message: Pick<Message, 'endpoint' | 'attempts'>, answered: Answered) => void

/** So many tokens are handed out at once. */
const MOST = 100
/** So long a receiver waits where there is nothing: proxies let go of what is silent for a minute. */
const LONGEST_WAIT_MS = 30 * SECOND
/** So many requests of one receiver wait at a time; more are answered at once. */
const MOST_WAITING = 4
const NONE: ReadonlySet<string> = new Set()

/** Keeps messages for a receiver that comes for them, until it says that it has them: before that it is handed them again. */
export class PickUp {
  readonly #endpoint: Endpoint
  readonly #queue: Queue
  readonly #onAnswer: OnAnswer | undefined
  readonly #ready
  readonly #waiting = new Set<() => void>()
  #isStopped = false

  constructor(endpoint: Endpoint, queue: Queue, database: DatabaseSync, onAnswer: OnAnswer | undefined) {
    this.#endpoint = endpoint
    this.#queue = queue
    this.#onAnswer = onAnswer
    this.#ready = database.prepare(
      "SELECT attempts FROM message WHERE id = ? AND endpoint = ? AND state = 'ready' AND lead = ''",
    )
  }

  /** Tells those who wait that there may be something. */
  go(): void {
    if (this.#waiting.size === 0 || this.#next(1).length === 0) return
    for (const done of this.#waiting) done()
  }

  /** Lets go of those who wait. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const done of this.#waiting) done()
  }

  /** Takes note of what a receiver says, and hands out what there is; waits for it where the receiver does, and has not gone. Null while all ends. */
  async pick(asked: PollRequest, gone: AbortSignal): Promise<PickedUp | null> {
    if (this.#isStopped) return null
    this.#settle(asked)
    const limit = Math.min(asked.maxEvents ?? MOST, MOST)
    if (limit > 0 && !asked.returnImmediately && this.#next(1).length === 0) await this.#something(gone)
    return this.#isStopped ? null : this.#hand(limit)
  }

  async #hand(limit: number): Promise<PickedUp> {
    const found = this.#next(limit + 1)
    const tokens = found
      .slice(0, limit)
      .map(async (message) => [message.id, await tokenOf(this.#endpoint, message)] as const)
    return { sets: Object.fromEntries(await Promise.all(tokens)), moreAvailable: found.length > limit }
  }

  #next(limit: number): readonly Message[] {
    return this.#queue.next(this.#endpoint.name, limit, NONE)
  }

  #settle({ ack, setErrs }: PollRequest): void {
    const taken = [...new Set(ack)].map((id): Settled => ({ id, state: 'sent' }))
    const refused = Object.entries(setErrs).map(([id, { err }]): Settled => {
      return {
        id,
        state: 'dead',
        problem: `its receiver refused it: ${knownCode(err) ?? 'with no code that is known'}`,
      }
    })
    // What is said twice, of another receiver's, or of what is done with already, changes nothing.
    const known = [...refused, ...taken.filter(({ id }) => !Object.hasOwn(setErrs, id))].flatMap((one) => {
      const row = this.#ready.get(one.id, this.#endpoint.name)
      return row === undefined ? [] : [{ ...one, attempts: Number(row['attempts']) }]
    })
    if (known.length === 0) return
    this.#queue.settle(known, Date.now())
    for (const { attempts, ...one } of known)
      this.#onAnswer?.(
        { endpoint: this.#endpoint.name, attempts },
        one.state === 'sent' ? { problem: null } : { problem: one.problem, isGivenUp: true },
      )
    this.go()
  }

  /** Resolves once there may be something, the receiver is gone, or it has waited for long. */
  #something(gone: AbortSignal): Promise<void> {
    if (this.#waiting.size >= MOST_WAITING || gone.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        gone.removeEventListener('abort', done)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, LONGEST_WAIT_MS)
      gone.addEventListener('abort', done)
      this.#waiting.add(done)
    })
  }
}
