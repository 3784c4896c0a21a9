import type { LifecycleEvent } from '../../schemas/events.ts'
import { HOUR, toNanos, type Millis } from '../../schemas/time.ts'

/** When the bench's world begins: nothing in it reads the clock. */
const BEGIN: Millis = 1_790_000_000_000
const LIFE: Millis = HOUR
const IDENTITIES = 1_000
/** Of each issuance so many uses, revocations and ends of workloads, in the steady mix. */
const USES = 8
const REVOCATIONS = 0.25
const ENDS = 0.1
const EVENTS_AN_ISSUE = 1 + USES + REVOCATIONS + ENDS

/** A text as a decoder makes it: flat, new each time, its hash not known yet. */
const fresh = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')
const digits = (n: number) => n.toString(16).padStart(12, '0')

/**
 * A world of `live` credentials that last an hour: issued one after the other so that, at any moment, the last `live` ones are valid.
 * Each workload has two, each tenth was made from the one before, one in a hundred stands at the end of a chain of three.
 */
export class World {
  readonly live: number
  now: Millis = BEGIN
  #issued = 0
  #random = 1

  constructor(live: number) {
    this.live = live
  }

  /** Whoever answers for the identities: all but the last of them have an owner. */
  owners(): LifecycleEvent[] {
    return Array.from({ length: IDENTITIES - 1 }, (_, n) => ({
      type: 'owner.assigned',
      outcome: 'ok',
      time: toNanos(BEGIN - LIFE),
      identity: identityOf(n),
      owner_id: `person-${n % 100}`,
    }))
  }

  /** The issuances until `live` credentials are valid. */
  prime(count: number): LifecycleEvent[] {
    return Array.from({ length: count }, () => this.#issue(LIFE / this.live))
  }

  /** The next events of the steady mix: issuances keep up with what expires. */
  steady(count: number): LifecycleEvent[] {
    return Array.from({ length: count }, () => this.#next(LIFE / this.live / EVENTS_AN_ISSUE))
  }

  #next(pace: Millis): LifecycleEvent {
    const drawn = this.#draw() * EVENTS_AN_ISSUE
    if (drawn < 1) return this.#issue(pace)
    this.now += pace
    const credential = this.#issued - 1 - Math.floor(this.#draw() * Math.min(this.live, this.#issued))
    const time = toNanos(this.now)
    if (drawn < 1 + ENDS) {
      return { type: 'workload.ended', outcome: 'ok', time, workload_id: workloadOf(credential), workload_kind: 'pod' }
    }
    const named = { time, credential_id: idOf(credential), issuer: ISSUER }
    if (drawn < 1 + ENDS + REVOCATIONS) return { type: 'credential.revoked', outcome: 'ok', ...named }
    return { type: 'credential.used', outcome: 'ok', ...named, presenter_id: workloadOf(credential) }
  }

  #issue(pace: Millis): LifecycleEvent {
    this.now += pace
    const n = this.#issued++
    return {
      type: 'credential.issued',
      outcome: 'ok',
      time: toNanos(this.now),
      credential_id: idOf(n),
      credential_kind: 'jwt',
      issuer: ISSUER,
      workload_id: workloadOf(n),
      workload_kind: 'pod',
      identity: identityOf(n),
      not_after: Math.trunc(this.now) + LIFE,
      privilege: 1 + (n % 3),
      prod: n % 4 === 0,
      ...(isChild(n) ? { parent_id: idOf(n - 1), parent_issuer: ISSUER, delegation: 'exchange' } : {}),
    }
  }

  /** Mulberry32. */
  #draw(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const ISSUER = 'https://issuer.example'
const idOf = (n: number) => fresh(`0b5a7c3e-1d2f-4a6b-8c9d-${digits(n)}`)
const workloadOf = (n: number) => fresh(`7f3c1d52-9a4e-4b07-b1c6-${digits(n >> 1)}`)
const IDENTITY_NAMES = Array.from({ length: IDENTITIES }, (_, n) => `spiffe://prod.example/ns/shop/sa/service-${n}`)
const identityOf = (n: number) => IDENTITY_NAMES[n % IDENTITIES]!
const isChild = (n: number) => n % 10 === 1 || n % 100 === 2 || n % 100 === 3
