import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../schemas/time.ts'
import { alertOf, AT } from '../alert-for-test.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Attempted, Message, Settled, Standing } from '../message.ts'
import { Courier, type Letterbox } from './courier.ts'

const ENDPOINT: Endpoint = {
  name: 'pager',
  type: 'slack',
  url: 'http://pager',
  secrets: [],
  token: '',
  rate: 0,
  allowed: [],
}
const OK: Attempted = { status: 200, retryAfter: null, problem: null }
const failed = (status: number | null, retryAfter: number | null = null): Attempted => ({
  status,
  retryAfter,
  problem: status === null ? 'ECONNREFUSED' : `it answered ${status}`,
})

/** A clock that stands until it is told to go on, with what is to be done then. */
class Clock {
  now = AT
  #due: { readonly at: number; readonly work: () => void }[] = []

  after = (pause: number, work: () => void) => {
    const one = { at: this.now + pause, work }
    this.#due.push(one)
    return () => void (this.#due = this.#due.filter((other) => other !== one))
  }

  /** Goes on to whatever is due next, as far as a moment. */
  async until(moment: number, settle: () => Promise<void>): Promise<void> {
    for (;;) {
      await settle()
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > moment) break
      this.#due = this.#due.filter((other) => other !== next)
      this.now = Math.max(this.now, next.at)
      next.work()
    }
    this.now = moment
  }
}

/** A courier for messages in memory, whose receiver answers as is said, on a clock of its own. */
function stage(answer: (attempt: number, now: number) => Attempted) {
  const clock = new Clock()
  const messages = new Map<string, { message: Message; due: number; settled?: Settled }>()
  const attempts: { readonly id: string; readonly at: number }[] = []
  let [standing, most, under]: [Standing, number, number] = [{ failing: 0, disabled: '' }, 0, 0]
  const box: Letterbox = {
    next: (_, limit, sending) =>
      [...messages.values()]
        .filter(({ settled, due, message }) => settled === undefined && due <= clock.now && !sending.has(message.id))
        .slice(0, limit)
        .map(({ message }) => message),
    settle: (settled) => {
      for (const one of settled) {
        const held = messages.get(one.id)!
        const message = { ...held.message, attempts: held.message.attempts + 1 }
        if (one.state === 'later') messages.set(one.id, { message, due: one.due })
        else messages.set(one.id, { message, due: 0, settled: one })
        if (one.state === 'later') clock.after(one.due - clock.now, () => courier.go())
      }
    },
    standing: () => standing,
    sentSince: () => [],
    stands: (_, said) => void (standing = said),
  }
  const courier = new Courier(ENDPOINT, box, {
    send: async () => {
      most = Math.max(most, ++under)
      await Promise.resolve()
      under--
      return answer(attempts.length, clock.now)
    },
    now: () => clock.now,
    chance: () => 0,
    after: clock.after,
    soon: (work) => void Promise.resolve().then(work),
    onAttempt: ({ id }) => void attempts.push({ id, at: clock.now - AT }),
  })
  const add = (id: string) => {
    const message: Message = {
      id,
      endpoint: 'pager',
      occasion: 'opened',
      alert: alertOf({ id }),
      at: AT,
      attempts: 0,
      group: null,
    }
    messages.set(id, { message, due: 0 })
  }
  const settle = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  }
  return {
    add,
    attempts,
    courier,
    until: (moment: number) => clock.until(AT + moment, settle),
    states: () => [...messages.values()].map(({ settled }) => settled?.state ?? 'waiting'),
    standing: () => standing,
    most: () => most,
  }
}

describe('a receiver that is down for days', () => {
  test('is tried on the schedule, and what it never took is given up', async () => {
    const { add, courier, until, attempts, states } = stage((n) => (n % 10 === 9 ? failed(500) : failed(null)))
    add('a')
    courier.go()
    await until(4 * DAY)
    const hours = [
      0,
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
      20 * HOUR,
      24 * HOUR,
    ]
    let at = 0
    expect(attempts.map((one) => one.at)).toEqual(hours.map((pause) => (at += pause)))
    expect(states()).toEqual(['dead'])
  })

  test('gets all that waited once it is back', async () => {
    const { add, courier, until, states, standing } = stage((_, now) => (now < AT + HOUR ? failed(503) : OK))
    for (let n = 0; n < 50; n++) add(`${n}`)
    courier.go()
    await until(HOUR - 1)
    expect(standing().failing).toBeGreaterThan(0)
    await until(4 * HOUR)
    expect(new Set(states())).toEqual(new Set(['sent']))
    expect(standing()).toEqual({ failing: 0, disabled: '' })
  })

  test('is left alone by all others meanwhile, but for one at a time', async () => {
    const { add, courier, until, attempts } = stage(() => failed(null))
    for (let n = 0; n < 1_000; n++) add(`${n}`)
    courier.go()
    await until(MINUTE)
    // Sixteen went out before anything was known.
    expect(attempts.length).toBeLessThan(16 + 8)
  })

  test('gets nothing any more after five days', async () => {
    const { add, courier, until, standing } = stage(() => failed(500))
    for (let n = 0; n < 20_000; n++) add(`${n}`)
    courier.go()
    await until(6 * DAY)
    expect(standing().disabled).toBe('it answered 500, as for five days')
  })
})

describe('a receiver', () => {
  test('that is gone gets nothing any more', async () => {
    const { add, courier, until, attempts, standing } = stage(() => failed(410))
    add('a')
    courier.go()
    await until(DAY)
    expect([attempts.length, standing().disabled]).toEqual([1, 'it answered 410'])
  })

  test('is not held responsible for what is not sent at all', async () => {
    const final = { status: null, retryAfter: null, problem: 'it is over by now', isGivenUp: true }
    const { add, courier, until, states, standing } = stage(() => final)
    for (const id of ['a', 'b']) add(id)
    courier.go()
    await until(0)
    expect([states(), standing().failing]).toEqual([['dead', 'dead'], 0])
  })

  test('that asks for a while gets it', async () => {
    const { add, courier, until, attempts, states } = stage((n) => (n === 0 ? failed(429, 90 * SECOND) : OK))
    add('a')
    courier.go()
    await until(HOUR)
    expect([attempts.map(({ at }) => at), states()]).toEqual([[0, 90 * SECOND], ['sent']])
  })

  test.each<readonly [string, Attempted, string]>([
    ['was let go', failed(null), 'waiting'],
    ['arrived without an answer, as by syslog', { ...OK, status: null }, 'sent'],
  ])('that is stopped knows of what %s', async (_, attempted, state) => {
    const { add, courier, states } = stage(() => attempted)
    add('a')
    courier.go()
    await courier.stop()
    expect(states()).toEqual([state])
  })

  test('that is well gets several at a time, and not too many', async () => {
    const { add, courier, until, states, most } = stage(() => OK)
    for (let n = 0; n < 100; n++) add(`${n}`)
    courier.go()
    await until(SECOND)
    expect(new Set(states())).toEqual(new Set(['sent']))
    expect(most()).toBe(16)
  })
})
