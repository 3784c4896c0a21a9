import type { DatabaseSync } from 'node:sqlite'
import { kindOf } from '../../schemas/config-endpoints.ts'
import type { PollRequest } from '../../schemas/poll-request.ts'
import { Courier } from '../delivery/courier.ts'
import type { Endpoint, Transmitter } from '../endpoint.ts'
import { PickUp, type OnAnswer, type PickedUp } from './pickup.ts'
import { Queue } from './queue.ts'
import { Risks } from './risks.ts'
import { Ways } from './ways.ts'

export interface BringersOptions {
  readonly endpoints: readonly Endpoint[]
  /** Who signs security event tokens, where endpoints take them. */
  readonly transmitter?: Pick<Transmitter, 'issuer' | 'sign'> | undefined
  /** Told of each attempt to deliver. */
  readonly onAttempt?: OnAnswer | undefined
  /** Writes down what was answered, once all is done that is to be done now. */
  readonly soon: (work: () => void) => void
}

/** At a stop answers are waited for so long. */
const LAST_ANSWERS_MS = 2_000

/** Who brings messages, for each endpoint: a courier, or who waits until they are fetched. */
export class Bringers {
  readonly #options: BringersOptions
  readonly #database: DatabaseSync
  readonly #queue: Queue
  readonly #ways: Ways
  readonly #all: readonly (Courier | PickUp)[]
  readonly #pickUps = new Map<string, PickUp>()

  constructor(database: DatabaseSync, options: BringersOptions) {
    this.#options = options
    this.#database = database
    this.#queue = new Queue(database)
    this.#ways = new Ways(database)
    const signed = this.#signing()
    this.#all = options.endpoints.map((endpoint) => this.#bringerTo({ ...endpoint, ...signed }))
  }

  /** Sends what can be sent now. */
  go(): void {
    for (const bringer of this.#all) bringer.go()
  }

  /** What a receiver gets that comes for its messages; null where none of that name does, or all ends. */
  async pick(endpoint: string, asked: PollRequest, gone: AbortSignal): Promise<PickedUp | null> {
    return (await this.#pickUps.get(endpoint)?.pick(asked, gone)) ?? null
  }

  /** Lets go of receivers that came and wait. */
  async release(): Promise<void> {
    for (const pickUp of this.#pickUps.values()) await pickUp.stop()
  }

  /** Sends nothing new. What is not answered soon is let go: it is sent again, with the same id. */
  async stop(): Promise<void> {
    const answered = Promise.all(this.#all.map((bringer) => bringer.stop()))
    const late = new Promise((resolve) => setTimeout(resolve, LAST_ANSWERS_MS).unref())
    await Promise.race([answered, late])
    await this.#ways.close()
    await answered
  }

  /** What security event tokens need, where there are any. */
  #signing(): Pick<Endpoint, 'transmitter'> {
    const { transmitter } = this.#options
    if (transmitter === undefined) return {}
    const risks = new Risks(this.#database)
    return { transmitter: { ...transmitter, worstOf: (alert) => risks.worstOf(alert, Date.now()) } }
  }

  #bringerTo(endpoint: Endpoint): Courier | PickUp {
    if (kindOf(endpoint.type).caep !== 'poll') return this.#courierTo(endpoint)
    const pickUp = new PickUp(endpoint, this.#queue, this.#database, this.#options.onAttempt)
    this.#pickUps.set(endpoint.name, pickUp)
    return pickUp
  }

  #courierTo(endpoint: Endpoint): Courier {
    const { onAttempt, soon } = this.#options
    return new Courier(endpoint, this.#queue, {
      send: this.#ways.to(endpoint),
      now: Date.now,
      chance: Math.random,
      after: (pause, work) => {
        const timer = setTimeout(work, pause)
        return () => clearTimeout(timer)
      },
      soon,
      ...(onAttempt === undefined ? {} : { onAttempt }),
    })
  }
}
