import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HOUR } from '../../schemas/time.ts'
import { alertOf } from '../alert-for-test.ts'
import type { Alert } from '../alert.ts'
import { allowedOf } from '../delivery/addresses.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Route } from '../routes.ts'
import { Alerts } from './alerts.ts'
import { Ledger } from './ledger.ts'
import { startReceiver, type Receiver } from './receiver-for-test.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const SOON = { timeout: 20_000, interval: 50 }

let directory: string
let receiver: Receiver
let alerts: Alerts
const troubles: string[] = []
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lifespan-alerts-'))
  receiver = await startReceiver()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await alerts.stop()
  await receiver.stop()
  rmSync(directory, { recursive: true })
})

function open(route: Partial<Route> = {}, said: Partial<Endpoint> = {}): void {
  const to = { url: receiver.url, token: '', rate: 0, allowed: allowedOf(['127.0.0.1']) }
  alerts = new Alerts({
    path: join(directory, 'alerts.db'),
    endpoints: [{ name: 'soc', type: 'webhook', secrets: [SECRET], ...to, ...said }],
    routes: [{ to: ['soc'], ...route }],
    defaultTo: [],
    maintenance: [],
    lateness: () => 0,
    onTrouble: ({ message }) => void troubles.push(message),
  })
}

const found = (id: string, said: Partial<Alert> = {}) =>
  alertOf({ id, appears: Date.now(), until: Date.now() + HOUR, ...said })
const counts = () => {
  const database = new DatabaseSync(join(directory, 'alerts.db'))
  const all = new Ledger(database).counts().map(({ state, count }) => [state, count])
  database.close()
  return all
}

/** `STORM=100000` for as many as there may be in a minute. */
const STORM = Number(process.env['STORM'] ?? 10_000)
const AT_ONCE = 500

describe(`a storm of ${STORM} findings`, () => {
  /** Takes them as they are published: every five hundredth is critical. */
  async function storm(): Promise<void> {
    for (let from = 0; from < STORM; from += AT_ONCE) {
      alerts.take(
        Array.from({ length: AT_ONCE }, (_, n) =>
          found(`${from + n}`, { severity: n === AT_ONCE - 1 ? 'critical' : 'low', owner: `team-${n % 5}` }),
        ),
      )
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const told = () => receiver.received.map(({ body }) => JSON.parse(body) as { count?: number; severity: string })

  test('is few messages for people, the most severe first, and none is dropped', { timeout: 120_000 }, async () => {
    open({ group: { by: ['rule'], wait: 500, interval: 1_000 } })
    await storm()
    const all = () => told().reduce((sum, { count = 0 }) => sum + count, 0)
    await expect.poll(all, { timeout: 100_000 }).toBe(STORM)
    expect(receiver.received.length).toBeLessThan(STORM / 50)
    expect(told()[0]!.severity).toBe('Critical')
    await expect.poll(counts, SOON).toEqual([['sent', STORM]])
  })

  test('to who takes so many a minute waits, the most severe first', { timeout: 120_000 }, async () => {
    open({}, { rate: 60 })
    await storm()
    await expect.poll(() => receiver.received.length, SOON).toBeGreaterThan(12)
    // Ten went at once, before worse was found; then one a second.
    const severities = told().slice(10)
    expect(severities.every(({ severity }) => severity === 'Critical')).toBe(true)
    expect(counts().reduce((sum, [, count]) => sum + Number(count), 0)).toBe(STORM)
  })
})

test(
  'what was answered and can not be written down, as on a full disk, ends nothing, and is written down later',
  { timeout: 30_000 },
  async () => {
    open()
    alerts.take([found('a')])
    await expect.poll(counts, SOON).toEqual([['sent', 1]])
    const exec = DatabaseSync.prototype.exec
    let isFull = false
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
      if (isFull && sql === 'COMMIT') throw new Error('database or disk is full')
      exec.call(this, sql)
    })
    alerts.take([found('b')])
    isFull = true
    await expect.poll(() => receiver.received.length, SOON).toBe(2)
    await expect.poll(() => troubles, SOON).toContain("alerts: the outbox can't be written (database or disk is full)")
    expect(() => alerts.take([found('c')])).toThrow('database or disk is full')
    isFull = false
    alerts.take([found('c')])
    await expect.poll(counts, SOON).toEqual([['sent', 3]])
    expect(receiver.received).toHaveLength(3)
  },
)
