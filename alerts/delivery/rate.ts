import { MINUTE, type Millis } from '../../schemas/time.ts'

/** What was not sent meanwhile may be sent at once as far as it is of so long a time. */
const BURST = MINUTE / 6

/** A number of messages a minute that is not gone beyond: evenly, but for a few at once after a pause (a token bucket). */
export class Rate {
  readonly #apart: Millis
  readonly #most: number
  #tokens: number
  #at: Millis

  /** `perMinute`: 0 where there is no limit. */
  constructor(perMinute: number, now: Millis) {
    this.#apart = perMinute === 0 ? 0 : MINUTE / perMinute
    this.#most = perMinute === 0 ? Infinity : Math.max(1, BURST / this.#apart)
    this.#tokens = this.#most
    this.#at = now
  }

  /** How many may be sent now. */
  free(now: Millis): number {
    if (this.#apart === 0) return Infinity
    // A clock that goes back gives nothing.
    this.#tokens = Math.min(this.#most, this.#tokens + Math.max(0, now - this.#at) / this.#apart)
    this.#at = now
    return Math.floor(this.#tokens)
  }

  /** One is sent. */
  spend(): void {
    this.#tokens -= 1
  }

  /** How long until one may be sent, ms, where none may now. */
  get pause(): Millis {
    return Math.ceil((1 - this.#tokens) * this.#apart)
  }
}
