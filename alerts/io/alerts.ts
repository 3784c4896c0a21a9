import { DAY, MINUTE, NEVER, SECOND, type Millis } from '../../schemas/time.ts'
import type { PollRequest } from '../../schemas/poll-request.ts'
import type { Alert } from '../alert.ts'
import type { Endpoint } from '../endpoint.ts'
import { isHeard, mostTogether } from '../kinds.ts'
import { destinations, type Routing } from '../routes.ts'
import { Bringers, type BringersOptions } from './bringers.ts'
import { Ledger } from './ledger.ts'
import { Notices } from './notices.ts'
import { Outbox, type RouteOf } from './outbox.ts'
import { Past } from './past.ts'
import type { PickedUp } from './pickup.ts'

export interface AlertsOptions extends Routing, Omit<BringersOptions, 'soon'> {
  /** The file of the outbox. */
  readonly path: string
  /** For how long after it appears a finding may still be taken back by what comes late: its issuer's lateness, ms. */
  readonly lateness: (issuer: string) => Millis
  /** Told of what can't be written down (a full disk); it is tried again. */
  readonly onTrouble: (error: Error) => void
}

/** What was sent is remembered for so long: until then the same does not become another message. */
const KEPT = 90 * DAY
/** How often it is looked whether somebody else wrote. */
const LOOK_MS = 1_000
/** How often it is looked what can be forgotten, and how soon again where that was much. */
const [FORGET_MS, FORGET_MORE_MS] = [MINUTE, 100]
const MUCH = 1_000
/** What could not be written down is tried again so soon. */
const AGAIN_MS = 5 * SECOND
/** A timer takes no longer ones (Node: setTimeout). */
const LONGEST_TIMER = 2 ** 31 - 1

/** Takes findings, and brings them to people and tools: each at least once, whatever ends in between. */
export class Alerts {
  /** What was sent, until it is noted. */
  readonly notices: Notices
  readonly #options: AlertsOptions
  readonly #endpoints: ReadonlyMap<string, Endpoint>
  readonly #outbox: Outbox
  readonly #bringers: Bringers
  readonly #ledger: Ledger
  readonly #past: Past
  readonly #looking: NodeJS.Timeout
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
    const { database } = this.#outbox
    this.notices = new Notices(database)
    // What failed, as has been written down then, is due at a moment of its own.
    const soon = (work: () => void) => void setImmediate(() => this.#guard(work) && this.#setTimer())
    this.#bringers = new Bringers(database, { ...options, soon })
    this.#ledger = new Ledger(database)
    this.#looking = this.#lookBeside()
    this.#past = new Past(database)
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
  pick(endpoint: string, asked: PollRequest, gone: AbortSignal): Promise<PickedUp | null> {
    return this.#bringers.pick(endpoint, asked, gone)
  }

  /** Lets go of receivers that came and wait. */
  release(): Promise<void> {
    return this.#bringers.release()
  }

  /** Sends nothing new. What is not answered soon is let go: it is sent again, with the same id. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearInterval(this.#looking)
    clearTimeout(this.#forgetting)
    await this.#bringers.stop()
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
    let isMuch = false
    this.#guard(() => (isMuch = this.#past.forget(Date.now() - KEPT) > MUCH))
    this.#forgetting = setTimeout(() => this.#forget(), isMuch ? FORGET_MORE_MS : FORGET_MS)
  }

  /** Does what is due, a part at a time: findings that are over or said again, messages whose moment has come; and sets a timer for what is due next. */
  #wake(): void {
    const isDone = this.#guard(() => {
      const now = Date.now()
      this.#outbox.close(now)
      this.#outbox.repeat(this.#route(now), now)
      this.#outbox.waiting.wake(now)
      this.#bringers.go()
    })
    if (isDone) this.#setTimer()
  }

  /** What can't be written down ends nothing: it is tried again later. Says whether it could. */
  #guard(work: () => void): boolean {
    if (this.#isStopped) return false
    try {
      work()
      return true
    } catch (error) {
      this.#options.onTrouble(new Error(`alerts: the outbox can't be written (${(error as Error).message})`))
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#wake(), AGAIN_MS)
      return false
    }
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    const next = Math.min(this.#outbox.nextDue, this.#outbox.waiting.nextDue)
    if (next === NEVER) return
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(next - Date.now() + 1, 1), LONGEST_TIMER))
  }
}
