import { MINUTE, type Millis } from '../../schemas/time.ts'

/** What was not sent meanwhile may be sent at once as far as it is of so long a time. */
const BURST = MINUTE / 6

/** A number of messages in any minute that is not gone beyond: evenly (a token bucket), but for a few at once after a pause. */
export class Rate {
  readonly #perMinute: number
  readonly #most: number
  /** When those of the last minute were sent, the oldest first. */
  readonly #sent: Millis[]
  #tokens: number
  #at: Millis

  /** `perMinute`: 0 where there is no limit; `sent`: when those of the last minute were sent, the oldest first. */
  constructor(perMinute: number, now: Millis, sent: readonly Millis[] = []) {
    this.#perMinute = perMinute
    this.#most = Math.max(1, (perMinute * BURST) / MINUTE)
    this.#sent = [...sent]
    this.#tokens = sent.length === 0 ? this.#most : 0
    this.#at = now
  }

  /** How many may be sent now. */
  free(now: Millis): number {
    if (this.#perMinute === 0) return Infinity
    // A clock that goes back gives nothing.
    this.#tokens = Math.min(this.#most, this.#tokens + (Math.max(0, now - this.#at) * this.#perMinute) / MINUTE)
    this.#at = now
    while (this.#sent.length > 0 && now - this.#sent[0]! >= MINUTE) this.#sent.shift()
    return Math.max(0, Math.min(Math.floor(this.#tokens), this.#perMinute - this.#sent.length))
  }

  /** One is sent. */
  spend(): void {
    if (this.#perMinute === 0) return
    this.#tokens -= 1
    this.#sent.push(this.#at)
  }

  /** How long until one may be sent, ms, where none may now. */
  get pause(): Millis {
    const forTokens = Math.ceil(((1 - this.#tokens) * MINUTE) / this.#perMinute)
    const forMinute = this.#sent.length < this.#perMinute ? 0 : this.#sent[0]! + MINUTE - this.#at
    return Math.max(1, forTokens, forMinute)
  }
}
