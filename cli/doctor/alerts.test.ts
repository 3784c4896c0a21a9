import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alertOf, AT } from '../../alerts/alert-for-test.ts'
import { Outbox } from '../../alerts/io/outbox.ts'
import { Queue } from '../../alerts/io/queue.ts'
import { outboxOf } from '../alerting/outbox-file.ts'
import { alerts } from './alerts.ts'
import { around, placeIn } from './testing.ts'

let dataDir = ''
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'lifespan-doctor-'))))
afterEach(() => rm(dataDir, { recursive: true }))

const look = () => alerts.look(around(placeIn(dataDir)))

test('where nobody is to hear of findings nothing is said', async () => {
  expect(await look()).toEqual([])
})

test('receivers that take nothing are named, and what was given up', async () => {
  const outbox = new Outbox(outboxOf(dataDir))
  const queue = new Queue(outbox.database)
  const to = ['gone', 'soc'].map((endpoint) => ({ endpoint, from: 0, group: null, repeat: 0 }))
  outbox.take([alertOf()], () => to, AT)
  const settle = (endpoint: string, state: 'sent' | 'dead') =>
    queue.settle([{ id: queue.next(endpoint, 1, new Set())[0]!.id, state, problem: 'it answered 500' }], AT)
  settle('soc', 'sent')
  expect(await look()).toEqual([{ level: 'ok', where: 'all endpoints', what: '1 sent, none given up', todo: null }])
  settle('gone', 'dead')
  queue.stands('gone', { failing: AT, disabled: 'it answered 410' })
  queue.stands('soc', { failing: AT, disabled: '' })
  expect((await look()).map(({ level, where, what, todo }) => [level, where, what, todo])).toEqual([
    ['warn', 'gone', 'gets nothing any more: it answered 410', 'mend it, and npx lifespan alerts enable gone'],
    ['warn', 'soc', 'takes nothing since 2026-01-01T00:00:00.000Z', 'npx lifespan alerts list --endpoint soc'],
    ['warn', 'gone', '1 given up', 'npx lifespan alerts list --state dead --endpoint gone'],
  ])
  outbox.stop()
})
