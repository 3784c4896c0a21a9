import { DAY, MINUTE, NEVER, type Millis } from '../../schemas/time.ts'
import type { Alert } from '../alert.ts'
import { Courier } from '../delivery/courier.ts'
import { isHeard, mostTogether, type Endpoint, type Transmitter } from '../endpoint.ts'
import { Ledger } from './ledger.ts'
import { Outbox, type RouteOf } from './outbox.ts'
import { Past } from './past.ts'
import { PickUp, type OnAnswer, type PickedUp } from './pickup.ts'
import { Queue } from './queue.ts'
import { Notices } from './notices.ts'
import { Risks } from './risks.ts'
import { kindOf } from '../../schemas/config-endpoints.ts'
import { Ways } from './ways.ts'
import type { PollRequest } from '../../schemas/poll-request.ts'
import { destinations, type Routing } from '../routes.ts'

export interface AlertsOptions extends Routing {
  /** The file of the outbox. */
  readonly path: string
  readonly endpoints: readonly Endpoint[]
  /** For how long after it appears a finding may still be taken back by what comes late: its issuer's lateness, ms. */
  readonly lateness: (issuer: string) => Millis
  /** Who signs security event tokens, where endpoints take them. */
  readonly transmitter?: Pick<Transmitter, 'issuer' | 'sign'> | undefined
  /** Told of each attempt to deliver. */
  readonly onAttempt?: OnAnswer
}

/** What was sent is remembered for so long: until then the same does not become another message. */
const KEPT = 90 * DAY
/** How often it is looked whether somebody else wrote. */
const LOOK_MS = 1_000
/** How often it is looked what can be forgotten, and how soon again where that was much. */
const [FORGET_MS, FORGET_MORE_MS] = [MINUTE, 100]
const MUCH = 1_000
/** At a stop answers are waited for so long. */
const LAST_ANSWERS_MS = 2_000
/** A timer takes no longer ones (Node: setTimeout). */
const LONGEST_TIMER = 2 ** 31 - 1

/** Takes findings, and brings them to people and tools: each at least once, whatever ends in between. */
export class Alerts {
  /** What was sent, until it is noted. */
  readonly notices: Notices
  readonly #options: AlertsOptions
  readonly #endpoints: ReadonlyMap<string, Endpoint>
  readonly #outbox: Outbox
  readonly #queue: Queue
  readonly #couriers: readonly (Courier | PickUp)[]
  readonly #pickUps = new Map<string, PickUp>()
  readonly #ways: Ways
  readonly #ledger: Ledger
  readonly #looking: NodeJS.Timeout
  readonly #past: Past
  #forgetting: NodeJS.Timeout
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  /** Opens the outbox, and goes on with what was left in it. */
  constructor(options: AlertsOptions) {
    this.#options = options
    this.#endpoints = new Map(options.endpoints.map((endpoint) => [endpoint.name, endpoint]))
    this.#outbox = new Outbox(
      options.path,
      (name) => this.#mostTogether(name),
      (name, occasion, alert) => {
        const endpoint = this.#endpoints.get(name)
        return endpoint === undefined || isHeard(endpoint, occasion, alert)
      },
    )
    this.#ways = new Ways(this.#outbox.database)
    this.#queue = new Queue(this.#outbox.database)
    this.notices = new Notices(this.#outbox.database)
    const signed = this.#signing()
    this.#couriers = options.endpoints.map((endpoint) => this.#bringerTo({ ...endpoint, ...signed }))
    this.#ledger = new Ledger(this.#outbox.database)
    this.#looking = this.#lookBeside()
    this.#past = new Past(this.#outbox.database)
    this.#forgetting = setTimeout(() => this.#forget(), FORGET_MS)
    this.#wake()
  }

  /** Takes what was published. It is durable when the call returns. */
  take(alerts: readonly Alert[]): void {
    const now = Date.now()
    this.#outbox.take(alerts, this.#route(now), now)
    this.#wake()
  }

  /** Takes note of what was published before anybody was to be told, in any order: nobody is told of it yet. */
  learn(alerts: readonly Alert[]): void {
    this.#outbox.learn(alerts, Date.now())
  }

  /** Tells of all that was learned and is open now: once, and then there is a position. */
  begin(): void {
    const now = Date.now()
    while (this.#outbox.close(now) > 0);
    this.#outbox.begin(this.#route(now), now)
    this.#wake()
  }

  /** How far what is published was taken: the greatest version; null where nothing was. */
  get position(): number | null {
    return this.#outbox.position
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
    clearTimeout(this.#timer)
    clearInterval(this.#looking)
    clearTimeout(this.#forgetting)
    const answered = Promise.all(this.#couriers.map((courier) => courier.stop()))
    const late = new Promise((resolve) => setTimeout(resolve, LAST_ANSWERS_MS).unref())
    await Promise.race([answered, late])
    await this.#ways.close()
    await answered
    this.#isStopped = true
    this.#outbox.stop()
  }

  #route(now: Millis): RouteOf {
    return (alert) => {
      const confirmedAt = alert.appears + this.#options.lateness(alert.issuer)
      const found = destinations(this.#options, alert, { now, confirmedAt })
      // Who takes one at a time need not wait for others.
      return found.map((to) => (this.#mostTogether(to.endpoint) === 1 ? { ...to, group: null } : to))
    }
  }

  #mostTogether(endpoint: string): number {
    return mostTogether(this.#endpoints.get(endpoint)?.type ?? null)
  }

  /** What security event tokens need, where there are any. */
  #signing(): Pick<Endpoint, 'transmitter'> {
    const { transmitter } = this.#options
    if (transmitter === undefined) return {}
    const risks = new Risks(this.#outbox.database)
    return { transmitter: { ...transmitter, worstOf: (alert) => risks.worstOf(alert, Date.now()) } }
  }

  #bringerTo(endpoint: Endpoint): Courier | PickUp {
    if (kindOf(endpoint.type).caep !== 'poll') return this.#courierTo(endpoint)
    const pickUp = new PickUp(endpoint, this.#queue, this.#outbox.database, this.#options.onAttempt)
    this.#pickUps.set(endpoint.name, pickUp)
    return pickUp
  }

  #courierTo(endpoint: Endpoint): Courier {
    const { onAttempt } = this.#options
    return new Courier(endpoint, this.#queue, {
      send: this.#ways.to(endpoint),
      now: Date.now,
      chance: Math.random,
      after: (pause, work) => {
        const timer = setTimeout(work, pause)
        return () => clearTimeout(timer)
      },
      soon: (work) =>
        setImmediate(() => {
          work()
          // What failed, as has been written down now, is due at a moment of its own.
          this.#setTimer()
        }),
      ...(onAttempt === undefined ? {} : { onAttempt }),
    })
  }

  /** What somebody wrote from beside (`lifespan alerts redeliver`) is done soon. */
  #lookBeside(): NodeJS.Timeout {
    let written = this.#ledger.written
    return setInterval(() => {
      const now = this.#ledger.written
      if (now !== written) this.#wake()
      written = now
    }, LOOK_MS)
  }

  #forget(): void {
    const isMuch = this.#past.forget(Date.now() - KEPT) > MUCH
    this.#forgetting = setTimeout(() => this.#forget(), isMuch ? FORGET_MORE_MS : FORGET_MS)
  }

  /** Does what is due, a part at a time: findings that are over or said again, messages whose moment has come; and sets a timer for what is due next. */
  #wake(): void {
    const now = Date.now()
    this.#outbox.close(now)
    this.#outbox.repeat(this.#route(now), now)
    this.#outbox.waiting.wake(now)
    for (const courier of this.#couriers) courier.go()
    this.#setTimer()
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    if (this.#isStopped) return
    const next = Math.min(this.#outbox.nextDue, this.#outbox.waiting.nextDue)
    if (next === NEVER) return
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(next - Date.now() + 1, 1), LONGEST_TIMER))
  }
}
