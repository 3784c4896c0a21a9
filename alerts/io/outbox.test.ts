import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NEVER } from '../../schemas/time.ts'
import { AT, alertOf } from '../alert-for-test.ts'
import type { Alert } from '../alert.ts'
import type { Destination } from '../message.ts'
import { Outbox } from './outbox.ts'
import { Queue } from './queue.ts'

let directory: string
let outbox: Outbox
let queue: Queue

const open = () => {
  outbox = new Outbox(join(directory, 'alerts.db'))
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

const PAGER: readonly Destination[] = [{ endpoint: 'pager', from: 0 }]
const take = (alert: Alert, to = PAGER, now = AT) => outbox.take([alert], () => to, now)
/** What waits for an endpoint, in the order in which it was made. */
const waiting = (endpoint = 'pager') =>
  queue
    .next(endpoint, 100, new Set())
    .map(({ occasion, alert }) => `${occasion} ${alert.hash}`)
    .toSorted()

describe('a finding', () => {
  test('is told once, however often it is published', () => {
    expect([take(alertOf()), take(alertOf()), take(alertOf({ version: 2 }))]).toEqual([1, 0, 0])
    expect(waiting()).toEqual(['opened hash-1'])
  })

  test('is told again where it is otherwise, and by nothing that is older', () => {
    take(alertOf({ version: 5 }))
    take(alertOf({ version: 6, hash: 'hash-2' }))
    take(alertOf({ version: 5, hash: 'hash-0' }))
    expect(waiting()).toEqual(['changed hash-2', 'opened hash-1'])
  })

  test('that was over before it was first seen is not told, nor that it is over', () => {
    expect([take(alertOf({ until: AT - 1 })), take(alertOf({ id: 'b', retracted: true }))]).toEqual([0, 0])
    expect(outbox.close(AT)).toBe(0)
  })

  test('is over when it is said, when it is taken back, and at its end by itself', () => {
    for (const id of ['said', 'retracted', 'itself']) take(alertOf({ id, until: id === 'itself' ? AT + 1_000 : NEVER }))
    take(alertOf({ id: 'said', version: 2, hash: 'hash-2', until: AT - 1 }))
    take(alertOf({ id: 'retracted', version: 2, hash: 'hash-3', retracted: true }))
    expect(outbox.nextClose).toBe(AT + 1_000)
    expect([outbox.close(AT + 999), outbox.close(AT + 1_000), outbox.close(AT + 2_000)]).toEqual([0, 1, 0])
    expect(waiting().filter((one) => !one.startsWith('opened'))).toEqual([
      'closed hash-1',
      'closed hash-2',
      'retracted hash-3',
    ])
    expect(outbox.nextClose).toBe(NEVER)
  })

  test('that comes again is another episode, though it is the same', () => {
    take(alertOf())
    take(alertOf({ version: 2, hash: 'gone', retracted: true }))
    expect(take(alertOf({ version: 3 }))).toBe(1)
    expect(waiting()).toEqual(['opened hash-1', 'opened hash-1', 'retracted gone'])
  })

  test('is over for all who heard of it, wherever it would go now', () => {
    take(alertOf())
    take(alertOf({ version: 2, hash: 'gone', retracted: true }), [{ endpoint: 'other', from: 0 }])
    expect([waiting(), waiting('other')]).toEqual([['opened hash-1', 'retracted gone'], []])
  })

  test('that waits to be confirmed is told then, as it has become, and not at all where it is taken back', () => {
    const later: readonly Destination[] = [{ endpoint: 'pager', from: AT + 5_000 }]
    take(alertOf({ id: 'stays' }), later)
    take(alertOf({ id: 'stays', version: 2, hash: 'hash-2' }), later)
    take(alertOf({ id: 'goes' }), later)
    take(alertOf({ id: 'goes', version: 2, hash: 'gone', retracted: true }), later)
    expect([waiting(), queue.nextDue, queue.wake(AT + 4_999)]).toEqual([[], AT + 5_000, false])
    expect([queue.wake(AT + 5_000), waiting()]).toEqual([true, ['opened hash-2']])
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
    expect([waiting(), queue.nextDue]).toEqual([[], AT + 5_000])
    queue.wake(AT + 5_000)
    expect(queue.next('pager', 1, new Set())).toEqual([{ ...first, attempts: 1 }])
  })

  test('is forgotten long after it was done with, and not before', () => {
    take(alertOf())
    const [first] = queue.next('pager', 1, new Set())
    queue.settle([{ id: first!.id, state: 'sent' }], AT)
    expect([queue.forget(AT), queue.forget(AT + 1)]).toEqual([0, 1])
  })
})
