import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DatabaseSync } from 'node:sqlite'
import { HOUR, NEVER } from '../../schemas/time.ts'
import { AT, alertOf } from '../alert-for-test.ts'
import type { Alert } from '../alert.ts'
import type { Destination } from '../message.ts'
import { Ledger, type Which } from './ledger.ts'
import { Outbox } from './outbox.ts'
import { Past } from './past.ts'
import { Queue } from './queue.ts'

/** So many findings are told together. */
const MOST = 3

let directory: string
let outbox: Outbox
let queue: Queue

const open = () => {
  outbox = new Outbox(join(directory, 'alerts.db'), () => MOST)
  queue = new Queue(outbox.database)
}
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lifespan-outbox-'))
  open()
})
afterEach(() => {
  outbox.stop()
  rmSync(directory, { recursive: true, force: true })
})

const to = (said: Partial<Destination> = {}): readonly Destination[] => [
  { endpoint: 'pager', from: 0, group: null, repeat: 0, ...said },
]
const PAGER = to()
const take = (alert: Alert, destinations = PAGER, now = AT) => outbox.take([alert], () => destinations, now)
/** What waits for an endpoint, in the order in which it was made. */
const waiting = (endpoint = 'pager') =>
  queue
    .next(endpoint, 100, new Set())
    .map(({ occasion, alert }) => `${occasion} ${alert.hash}`)
    .toSorted()

/** What can be sent at a moment. */
function wakeAt(now: number): string[] {
  outbox.waiting.wake(now)
  return waiting()
}
/** Sends all that can be sent; returns what that was, in its order. */
function send(state: 'sent' | 'dead' = 'sent'): string[] {
  const messages = queue.next('pager', 100, new Set())
  queue.settle(
    messages.map(({ id }) => ({ id, state, problem: 'it answered 500' })),
    AT,
  )
  return messages.map(({ occasion, alert }) => `${occasion} ${alert.hash}`)
}

describe('a finding', () => {
  test('is told once, however often it is published', () => {
    expect([take(alertOf()), take(alertOf()), take(alertOf({ version: 2 }))]).toEqual([1, 0, 0])
    expect(waiting()).toEqual(['opened hash-1'])
  })

  test('is told again where it is otherwise, and by nothing that is older', () => {
    take(alertOf({ version: 5 }))
    take(alertOf({ version: 6, hash: 'hash-2' }))
    take(alertOf({ version: 5, hash: 'hash-0' }))
    expect([send(), send(), send()]).toEqual([['opened hash-1'], ['changed hash-2'], []])
  })

  test('that becomes what it was before is told so', () => {
    for (const [n, hash] of ['a', 'b', 'a', 'b'].entries()) {
      take(alertOf({ version: n, hash }))
      expect(send()).toEqual([`${n === 0 ? 'opened' : 'changed'} ${hash}`])
    }
  })

  test('that was over before it was first seen is not told, nor that it is over', () => {
    expect([take(alertOf({ until: AT - 1 })), take(alertOf({ id: 'b', retracted: true }))]).toEqual([0, 0])
    expect(outbox.close(AT)).toBe(0)
  })

  test('is over when it is said, when it is taken back, and at its end by itself', () => {
    for (const id of ['said', 'retracted', 'itself']) take(alertOf({ id, until: id === 'itself' ? AT + 1_000 : NEVER }))
    take(alertOf({ id: 'said', version: 2, hash: 'hash-2', until: AT - 1 }))
    take(alertOf({ id: 'retracted', version: 2, hash: 'hash-3', retracted: true }))
    expect(outbox.nextDue).toBe(AT + 1_000)
    expect([outbox.close(AT + 999), outbox.close(AT + 1_000), outbox.close(AT + 2_000)]).toEqual([0, 1, 0])
    expect([send().length, send().toSorted()]).toEqual([3, ['closed hash-1', 'closed hash-2', 'retracted hash-3']])
    expect(outbox.nextDue).toBe(NEVER)
  })

  test('that comes again is another episode, though it is the same', () => {
    take(alertOf())
    take(alertOf({ version: 2, hash: 'gone', retracted: true }))
    expect(take(alertOf({ version: 3 }))).toBe(1)
    const ids = new Set(queue.next('pager', 1, new Set()).map(({ id }) => id))
    expect([send(), send()]).toEqual([['opened hash-1'], ['retracted gone']])
    for (const { id } of queue.next('pager', 1, new Set())) ids.add(id)
    expect([send(), ids.size]).toEqual([['opened hash-1'], 2])
  })

  test('is over for all who heard of it, wherever it would go now', () => {
    take(alertOf())
    take(alertOf({ version: 2, hash: 'gone', retracted: true }), to({ endpoint: 'other' }))
    expect([send(), send(), waiting('other')]).toEqual([['opened hash-1'], ['retracted gone'], []])
  })

  test('that waits to be confirmed is told then, as it has become, and not at all where it is taken back', () => {
    const later = to({ from: AT + 5_000 })
    take(alertOf({ id: 'stays' }), later)
    take(alertOf({ id: 'stays', version: 2, hash: 'hash-2' }), later)
    take(alertOf({ id: 'goes' }), later)
    take(alertOf({ id: 'goes', version: 2, hash: 'gone', retracted: true }), later)
    expect([waiting(), outbox.waiting.nextDue]).toEqual([[], AT + 5_000])
    expect([wakeAt(AT + 4_999), wakeAt(AT + 5_000)]).toEqual([[], ['opened hash-2']])
  })

  test('is known after a restart, and what it is told by has the same id', () => {
    take(alertOf())
    const [before] = queue.next('pager', 1, new Set())
    outbox.stop()
    open()
    expect(take(alertOf())).toBe(0)
    expect(queue.next('pager', 1, new Set())).toEqual([before])
    expect(before!.id).toMatch(/^msg_[0-9a-f]{32}$/)
  })
})

describe('what waits', () => {
  test('comes most urgent first, then oldest', () => {
    const found = ['low', 'critical', 'medium', 'critical'] as const
    found.forEach((severity, n) => take(alertOf({ id: `${n}`, severity }), PAGER, AT + n))
    expect(queue.next('pager', 3, new Set()).map(({ alert }) => alert.id)).toEqual(['1', '3', '2'])
  })

  test('is not handed out twice, and is gone once it is sent', () => {
    for (const id of ['a', 'b', 'c']) take(alertOf({ id }))
    const [first] = queue.next('pager', 1, new Set())
    expect(queue.next('pager', 5, new Set([first!.id]))).toHaveLength(2)
    queue.settle([{ id: first!.id, state: 'sent' }], AT)
    expect(queue.next('pager', 5, new Set())).toHaveLength(2)
  })

  test('comes again when it is due, and counts its attempts', () => {
    take(alertOf())
    const [first] = queue.next('pager', 1, new Set())
    queue.settle([{ id: first!.id, state: 'later', due: AT + 5_000, problem: 'it answered 500' }], AT)
    expect([waiting(), outbox.waiting.nextDue]).toEqual([[], AT + 5_000])
    outbox.waiting.wake(AT + 5_000)
    expect(queue.next('pager', 1, new Set())).toEqual([{ ...first, attempts: 1 }])
  })

  test('is forgotten long after it was done with, and not before; so is its finding once that is over', () => {
    const past = new Past(outbox.database)
    const rows = () =>
      ['message', 'told', 'finding'].map((table) =>
        Number(outbox.database.prepare(`SELECT count(*) AS count FROM ${table}`).get()!['count']),
      )
    take(alertOf({ id: 'stays' }))
    take(alertOf({ id: 'goes' }))
    take(alertOf({ id: 'goes', version: 2, hash: 'gone', retracted: true }))
    expect([send(), send()].flat()).toHaveLength(3)
    expect([past.forget(AT), rows()]).toEqual([0, [3, 2, 2]])
    past.forget(AT + 1)
    expect([past.forget(AT + 1), rows()]).toEqual([0, [0, 1, 1]])
  })
})

describe('an outbox that is new', () => {
  test('learns what was published before, and tells of what is open', () => {
    outbox.learn([alertOf({ id: 'a' }), alertOf({ id: 'b' }), alertOf({ id: 'c', until: AT - 1 })], AT)
    outbox.learn(
      [alertOf({ id: 'b', version: 2, hash: 'gone', retracted: true }), alertOf({ id: 'a', version: 0 })],
      AT,
    )
    expect([outbox.position, waiting()]).toEqual([null, []])
    outbox.begin(() => PAGER, AT)
    expect([outbox.position, send()]).toEqual([2, ['opened hash-1']])
    outbox.begin(() => PAGER, AT)
    expect(send()).toEqual([])
    expect(take(alertOf({ id: 'a' }))).toBe(0)
  })

  test('of many tells of all', () => {
    const many = Array.from({ length: 2_500 }, (_, n) => alertOf({ id: `${n}` }))
    outbox.learn(many, AT)
    outbox.begin(() => PAGER, AT)
    expect(queue.next('pager', 9_999, new Set())).toHaveLength(2_500)
  })

  test('that has nothing to learn has begun as well', () => {
    outbox.begin(() => PAGER, AT)
    expect(outbox.position).toBe(0)
  })
})

describe('what is told of one finding', () => {
  const opened = alertOf()
  const over = alertOf({ version: 9, hash: 'gone', retracted: true })

  test('comes in its order, though the first of it is not taken at first', () => {
    take(opened)
    const [first] = queue.next('pager', 1, new Set())
    queue.settle([{ id: first!.id, state: 'later', due: AT + 5_000, problem: 'it answered 500' }], AT)
    take(alertOf({ version: 2, hash: 'hash-2' }))
    take(over)
    expect([wakeAt(AT + 4_999), wakeAt(AT + 5_000)]).toEqual([[], ['opened hash-1']])
    expect([send(), send(), send()]).toEqual([['opened hash-1'], ['changed hash-2'], ['retracted gone']])
  })

  test('is nothing more where nobody took its beginning, but for what it is when it comes again', () => {
    take(opened)
    take(over)
    take(alertOf({ version: 10 }))
    expect([send('dead'), send()]).toEqual([['opened hash-1'], ['opened hash-1']])
    expect(new Ledger(outbox.database).list({ state: 'dead', limit: 9 }).map(({ problem }) => problem)).toEqual(
      expect.arrayContaining(['it answered 500', 'what it ends was never told']) as string[],
    )
  })

  test('is not told to be over, nor changed, where its beginning was given up before; what it is later is its beginning', () => {
    take(opened)
    send('dead')
    take(over)
    expect(send()).toEqual([])
    take(alertOf({ version: 10 }))
    take(alertOf({ id: 'b' }))
    send('dead')
    take(alertOf({ id: 'b', version: 11, hash: 'hash-2' }))
    expect(send()).toEqual(['opened hash-2'])
  })

  const redeliver = (which: Which | undefined = { deadOf: null }) => new Ledger(outbox.database).redeliver(which)

  test('comes in its order again where it is sent again', () => {
    take(opened)
    take(alertOf({ version: 2, hash: 'hash-2' }))
    send('dead')
    send('dead')
    expect(redeliver()).toEqual({ again: 2, stale: 0 })
    expect([send(), send(), send()]).toEqual([['opened hash-1'], ['changed hash-2'], []])
    take(over)
    expect(send()).toEqual(['retracted gone'])
  })

  test('is not sent again where it is not so any more', () => {
    take(opened)
    const [first] = queue.next('pager', 1, new Set())
    send()
    take(alertOf({ version: 2, hash: 'hash-2' }), PAGER, AT + 1)
    send()
    expect(redeliver(first)).toEqual({ again: 0, stale: 1 })
    take(over, PAGER, AT + 2)
    const [last] = queue.next('pager', 1, new Set())
    send()
    expect([redeliver(first), redeliver(last), send()]).toEqual([
      { again: 0, stale: 1 },
      { again: 1, stale: 0 },
      ['retracted gone'],
    ])
  })

  test('is not sent again where nothing of it was told, and it is over', () => {
    take(opened)
    take(over)
    send('dead')
    expect([redeliver(), send()]).toEqual([{ again: 0, stale: 2 }, []])
  })
})

describe('a finding that is repeated', () => {
  const hourly = to({ repeat: HOUR })
  const repeat = (now: number, destinations = hourly) => outbox.repeat(() => destinations, now)

  test('is said again while it is open, each time by another message', () => {
    take(alertOf({ until: AT + 3 * HOUR }), hourly)
    send()
    expect(outbox.nextDue).toBe(AT + HOUR)
    expect([repeat(AT + HOUR - 1), repeat(AT + HOUR), send()]).toEqual([0, 1, ['repeated hash-1']])
    expect([repeat(AT + 2 * HOUR), send()]).toEqual([1, ['repeated hash-1']])
    outbox.close(AT + 3 * HOUR)
    expect([repeat(AT + 3 * HOUR), outbox.nextDue, send()]).toEqual([0, NEVER, ['closed hash-1']])
  })

  test('waits for who has not heard the last of it', () => {
    take(alertOf(), hourly)
    repeat(AT + HOUR)
    expect([send(), send()]).toEqual([['opened hash-1'], []])
    repeat(AT + 2 * HOUR)
    expect(send()).toEqual(['repeated hash-1'])
  })

  test('is repeated no more where no route says so any more', () => {
    take(alertOf(), hourly)
    send()
    expect([repeat(AT + HOUR, []), repeat(AT + 9 * HOUR), outbox.nextDue, send()]).toEqual([1, 0, NEVER, []])
  })
})

describe('a group', () => {
  const common = [['rule', 'L01']] as const
  const grouped = to({ group: { common, wait: 30_000, interval: 300_000 } })
  const told = () =>
    queue.next('pager', 9, new Set()).map(({ group, alert }) => ({
      worst: alert.id,
      members: group!.members.map((one) => `${one.occasion} ${one.alert.id}`),
      counts: group!.counts,
      open: group!.open,
    }))

  test('is told once for all that came while the first waited, and then no more often than it may be', () => {
    take(alertOf({ id: 'a' }), grouped)
    take(alertOf({ id: 'b', severity: 'critical' }), grouped, AT + 20_000)
    expect([outbox.waiting.nextDue, wakeAt(AT + 29_999)]).toEqual([AT + 30_000, []])
    wakeAt(AT + 30_000)
    expect(told()).toEqual([{ worst: 'b', members: ['opened b', 'opened a'], counts: { opened: 2 }, open: 2 }])
    send()
    take(alertOf({ id: 'a', version: 2, hash: 'gone', retracted: true }), grouped, AT + 40_000)
    expect([outbox.waiting.nextDue, wakeAt(AT + 329_999)]).toEqual([AT + 330_000, []])
    wakeAt(AT + 330_000)
    expect(told()).toEqual([{ worst: 'a', members: ['retracted a'], counts: { retracted: 1 }, open: 1 }])
  })

  test('says nothing of what came and went meanwhile', () => {
    take(alertOf(), grouped)
    take(alertOf({ version: 2, hash: 'gone', retracted: true }), grouped)
    expect([wakeAt(AT + 30_000), outbox.waiting.nextDue]).toEqual([[], NEVER])
  })

  test('of many is told in parts, one after the other, the most severe first, and loses none', () => {
    const found = ['low', 'low', 'high', 'low', 'critical', 'low', 'low'] as const
    found.forEach((severity, n) => take(alertOf({ id: `${n}`, severity }), grouped, AT + n))
    wakeAt(AT + 30_000)
    const parts = [told(), send(), told(), send(), told(), send(), told()].filter((_, n) => n % 2 === 0) as ReturnType<
      typeof told
    >[]
    expect(parts.map((part) => part.flatMap(({ members }) => members))).toEqual([
      ['opened 4', 'opened 2', 'opened 0'],
      ['opened 1', 'opened 3', 'opened 5'],
      ['opened 6'],
      [],
    ])
  })

  test('of very many is told over several turns, and is not told again before its interval', () => {
    outbox.take(
      Array.from({ length: 5_000 }, (_, n) => alertOf({ id: `${n}` })),
      () => grouped,
      AT,
    )
    outbox.waiting.wake(AT + 30_000)
    expect(outbox.waiting.nextDue).toBeLessThanOrEqual(AT + 30_000)
    take(alertOf({ id: 'late' }), grouped, AT + 30_001)
    for (let turn = 0; turn < 5; turn++) outbox.waiting.wake(AT + 30_001)
    expect([outbox.waiting.nextDue, new Ledger(outbox.database).counts()]).toEqual([
      NEVER,
      [
        { endpoint: 'pager', state: 'behind', count: 1_666 },
        { endpoint: 'pager', state: 'ready', count: 1 },
        { endpoint: 'pager', state: 'with', count: 3_334 },
      ],
    ])
    take(alertOf({ id: 'later' }), grouped, AT + 30_002)
    expect(outbox.waiting.nextDue).toBe(AT + 330_001)
  })

  test('has the same id at each attempt, and its findings are sent with it', () => {
    for (const id of ['a', 'b']) take(alertOf({ id }), grouped)
    wakeAt(AT + 30_000)
    const [first] = queue.next('pager', 9, new Set())
    queue.settle([{ id: first!.id, state: 'later', due: AT + 35_000, problem: 'it answered 500' }], AT)
    take(alertOf({ id: 'c' }), grouped, AT + 31_000)
    wakeAt(AT + 35_000)
    expect(queue.next('pager', 9, new Set())).toEqual([{ ...first, attempts: 1, group: { ...first!.group, open: 3 } }])
    send()
    expect(new Ledger(outbox.database).counts()).toEqual([
      { endpoint: 'pager', state: 'held', count: 1 },
      { endpoint: 'pager', state: 'sent', count: 2 },
    ])
  })

  test('of a finding stays that of its episode, wherever it would be told now', () => {
    const other = to({ group: { common: [['rule', 'other']], wait: 0, interval: 0 } })
    take(alertOf(), grouped)
    wakeAt(AT + 30_000)
    send()
    take(alertOf({ version: 2, hash: 'hash-2' }), other, AT + 30_000)
    wakeAt(AT + 330_000)
    expect([told()[0]!.members, queue.next('pager', 1, new Set())[0]!.group!.common]).toEqual([
      [`changed ${alertOf().id}`],
      common,
    ])
  })

  test('waits for those that are confirmed later, and tells of them then', () => {
    take(alertOf({ id: 'a' }), grouped)
    take(alertOf({ id: 'b' }), to({ ...grouped[0], from: AT + 100_000 }))
    wakeAt(AT + 30_000)
    expect([told()[0]!.members, send().length]).toEqual([['opened a'], 1])
    expect([wakeAt(AT + 100_000), outbox.waiting.nextDue]).toEqual([[], AT + 330_000])
    wakeAt(AT + 330_000)
    expect(told()[0]!.members).toEqual(['opened b'])
  })
})

test('an outbox of an earlier version is gone on with', () => {
  take(alertOf())
  outbox.stop()
  const database = new DatabaseSync(join(directory, 'alerts.db'))
  database.exec(
    'DROP INDEX told_group; DROP INDEX told_again; ALTER TABLE told DROP COLUMN turn; ALTER TABLE told DROP COLUMN again; ALTER TABLE told DROP COLUMN group_id',
  )
  database.close()
  open()
  take(alertOf({ version: 2, hash: 'hash-2' }))
  expect([send(), send()]).toEqual([['opened hash-1'], ['changed hash-2']])
})

test('an outbox, and what SQLite writes beside it, is its owner’s alone', () => {
  const others = readdirSync(directory).filter((name) => (statSync(join(directory, name)).mode & 0o077) !== 0)
  expect([readdirSync(directory).toSorted(), others]).toEqual([['alerts.db', 'alerts.db-shm', 'alerts.db-wal'], []])
})
