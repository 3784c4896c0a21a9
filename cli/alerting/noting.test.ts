import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AT, alertOf } from '../../alerts/alert-for-test.ts'
import type { Destination } from '../../alerts/message.ts'
import { Notices } from '../../alerts/io/notices.ts'
import { Outbox } from '../../alerts/io/outbox.ts'
import { Past } from '../../alerts/io/past.ts'
import { Queue } from '../../alerts/io/queue.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { startTestServer, type TestServer } from '../../queries/testing/server.ts'
import { createViews } from '../../queries/views.ts'
import { noteIn } from './noting.ts'

const SOON = { timeout: 4_000, interval: 20 }

let server: TestServer
let directory: string
let outbox: Outbox
let queue: Queue
let notices: Notices

beforeAll(async () => {
  server = await startTestServer()
  await createViews(server.client)
})
afterAll(() => server.stop())

const open = () => {
  outbox = new Outbox(join(directory, 'alerts.db'), () => 100)
  queue = new Queue(outbox.database)
  notices = new Notices(outbox.database)
}
beforeEach(async () => {
  await server.client.command('TRUNCATE TABLE lifespan.notifications')
  directory = mkdtempSync(join(tmpdir(), 'lifespan-noting-'))
  open()
})
afterEach(() => {
  outbox.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** Findings that are open, each told to the pager by itself, or all together. */
const take = (ids: readonly string[], group: Destination['group'] = null) =>
  outbox.take(
    ids.map((id) => alertOf({ id, subject: `jti-${id}` })),
    () => [{ endpoint: 'pager', from: 0, group, repeat: 0 }],
    AT,
  )

/** The pager has all that waited for it, at a moment. Returns the ids of that. */
function send(at: number): readonly string[] {
  const ids = queue.next('pager', 100, new Set()).map(({ id }) => id)
  const settled = ids.map((id) => ({ id, state: 'sent' }) as const)
  queue.settle(settled, at)
  return ids
}

async function noted(): Promise<readonly string[]> {
  const rows = await server.client.rows<{ finding: string; at: string }>(
    'SELECT finding, toUnixTimestamp64Milli(notified_at) AS at FROM lifespan.notifications FINAL ORDER BY ALL',
  )
  return rows.map(({ finding, at }) => `${finding} ${Number(at) - AT}`)
}

/** Away, there, or it does what it is asked and nobody hears of that. */
type Presence = 'away' | 'there' | 'silent'

function flaky(presence: () => Presence): ClickHouse {
  return {
    ...server.client,
    insertNative: async (...asked) => {
      const now = presence()
      if (now !== 'away') await server.client.insertNative(...asked)
      if (now !== 'there') throw new Error('connect ECONNREFUSED')
    },
  }
}

const quietly = () => undefined

describe('what was sent', () => {
  test('is noted for analysts, with all that was known, and what waits is not', async () => {
    take(['a'])
    const [id] = send(AT + 5)
    take(['b'])
    const stop = noteIn(server.client, notices, quietly, 10)
    const rows = () => server.analyst.rows('SELECT * FROM analyst.notifications')
    await expect.poll(rows, SOON).toEqual([
      {
        notified_at: '2026-01-01 00:00:00.005',
        endpoint: 'pager',
        occasion: 'opened',
        rule: 'L01',
        title: 'Credential outlives its workload',
        severity: 'high',
        tenant: 'default',
        subject_kind: 'credential',
        issuer: 'https://broker.example',
        subject_id: 'jti-a',
        identity: 'spiffe://example.org/checkout',
        owner: 'team-payments',
        environment: 'production',
        finding_id: 'a',
        message_id: id,
      },
    ])
    stop()
  })

  test('while ClickHouse is away is noted when it is back, and people hear of that', async () => {
    let presence: Presence = 'away'
    let tries = 0
    const troubles = new Set<string>()
    const client = flaky(() => (tries++, presence))
    const stop = noteIn(client, notices, ({ message }) => void troubles.add(message), 10)
    take(['a', 'b'])
    send(AT + 1)
    await expect.poll(() => tries, SOON).toBeGreaterThan(2)
    take(['c'])
    send(AT + 2)
    presence = 'silent'
    await expect.poll(noted, SOON).toEqual(['a 1', 'b 1', 'c 2'])
    presence = 'there'
    await expect.poll(() => notices.next(1), SOON).toEqual([])
    expect(await noted()).toEqual(['a 1', 'b 1', 'c 2'])
    expect(troubles).toEqual(new Set(["alerts: what was sent can't be noted yet (connect ECONNREFUSED); alerts go on"]))
    stop()
  })

  test('is noted after a restart, once, though the process ended before it heard that it was', async () => {
    take(['a', 'b'])
    send(AT + 1)
    const die = noteIn(
      flaky(() => 'silent'),
      notices,
      quietly,
      10,
    )
    await expect.poll(noted, SOON).toHaveLength(2)
    die()
    outbox.stop()
    open()
    take(['c'])
    send(AT + 2)
    const stop = noteIn(server.client, notices, quietly, 10)
    await expect.poll(() => notices.next(1), SOON).toEqual([])
    expect(await noted()).toEqual(['a 1', 'b 1', 'c 2'])
    stop()
  })

  test('and is sent again stands as of the first time', async () => {
    take(['a'])
    const [id] = send(AT + 1)
    const stop = noteIn(server.client, notices, quietly, 10)
    await expect.poll(() => notices.next(1), SOON).toEqual([])
    outbox.database.prepare("UPDATE message SET state = 'ready', done = 0 WHERE id = ?").run(id!)
    expect(send(AT + 9)).toEqual([id])
    expect(notices.next(1)).toEqual([])
    expect(await noted()).toEqual(['a 1'])
    stop()
  })

  test('before an outbox had notices is noted too', () => {
    take(['a'])
    send(AT + 1)
    outbox.database.exec('DROP TRIGGER message_sent; DROP TRIGGER message_forgotten; DROP TABLE notice')
    outbox.stop()
    open()
    expect(notices.next(9).map(({ at, alert }) => [alert.id, at])).toEqual([['a', AT + 1]])
  })

  test('together is noted of each finding', async () => {
    take(['a', 'b', 'c'], { common: [], wait: 1_000, interval: 60_000 })
    outbox.waiting.wake(AT + 1_000)
    expect(send(AT + 1_001)).toHaveLength(1)
    const stop = noteIn(server.client, notices, quietly, 10)
    await expect.poll(noted, SOON).toEqual(['a 1001', 'b 1001', 'c 1001'])
    stop()
  })

  test('is forgotten with its message', () => {
    take(['a'])
    send(AT + 1)
    new Past(outbox.database).forget(AT + 2)
    expect(outbox.database.prepare('SELECT count(*) AS rows FROM notice').get()).toEqual({ rows: 0 })
  })
})
