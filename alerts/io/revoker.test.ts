import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR } from '../../schemas/time.ts'
import { alertOf } from '../alert-for-test.ts'
import { allowedOf } from '../delivery/addresses.ts'
import type { Restraint } from '../endpoint.ts'
import { Alerts } from './alerts.ts'
import { Ledger } from './ledger.ts'
import { startReceiver, type Receiver } from './receiver-for-test.ts'
import { Responses } from './responses.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const SOON = { timeout: 20_000, interval: 20 }

let directory: string
let receiver: Receiver
let status = 200
let alerts: Alerts
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lifespan-revoker-'))
  status = 200
  receiver = await startReceiver((response) => void response.writeHead(status).end())
})
afterEach(async () => {
  await alerts.stop()
  await receiver.stop()
  rmSync(directory, { recursive: true })
})

const path = () => join(directory, 'alerts.db')
const open = (restraint: Restraint) =>
  (alerts = new Alerts({
    path: path(),
    endpoints: [
      {
        name: 'revoker',
        type: 'revoke',
        url: receiver.url,
        secrets: [SECRET],
        token: '',
        rate: 0,
        allowed: allowedOf(['127.0.0.1']),
        restraint,
      },
    ],
    routes: [{ rules: ['L01'], to: ['revoker'] }],
    defaultTo: [],
    maintenance: [],
    lateness: () => 500,
    onTrouble: () => undefined,
  }))
const found = (...ids: readonly string[]) =>
  ids.map((id) => alertOf({ id, subject: `jti-${id}`, appears: Date.now(), until: Date.now() + HOUR }))

/** Looks into the outbox from beside. */
function beside<T>(look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path())
  try {
    return look(database)
  } finally {
    database.close()
  }
}
/** What was done, in its order, but for what is under way. */
const audit = () =>
  beside((database) => new Responses(database).list(100))
    .map(({ credential, done, detail }) => [credential, done, detail])
    .filter(([, done]) => done !== 'asking')
    .toReversed()

/** Has the newest message sent again, once it is written down what became of it. */
async function again(): Promise<void> {
  const redelivered = () =>
    beside((database) => {
      const ledger = new Ledger(database)
      const [newest] = ledger.list({ limit: 1 })
      return newest!.state === 'later' ? ledger.redeliver(newest!).again : 0
    })
  await expect.poll(redelivered, SOON).toBe(1)
}

const ASKS = { dryRun: false, mostAnHour: 10 }

describe('who revokes', () => {
  test('is asked nothing in a dry run, and what would have been asked is written down', async () => {
    open({ dryRun: true, mostAnHour: 10 }).take(found('a'))
    await expect.poll(audit, SOON).toEqual([['jti-a', 'dry run', 'say dry_run: false to have it revoked']])
    expect(receiver.received).toEqual([])
  })

  test('is asked once for each credential, signed, and not when its finding changes or ends', async () => {
    open(ASKS).take(found('a'))
    await expect.poll(audit, SOON).toEqual([['jti-a', 'asked', 'it answered 200']])
    alerts.take([alertOf({ id: 'a', version: 2, hash: 'worse', severity: 'critical' })])
    alerts.take([alertOf({ id: 'a', version: 3, hash: 'gone', retracted: true })])
    alerts.take([alertOf({ id: 'g', kind: 'identity', subject: 'spiffe://x' })])
    alerts.take(found('b'))
    await expect.poll(() => audit().length, SOON).toBe(2)
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { data: object }).data)).toMatchObject([
      { credential: { issuer: 'https://broker.example', id: 'jti-a' }, finding: { id: 'a', rule: 'L01' } },
      { credential: { issuer: 'https://broker.example', id: 'jti-b' } },
    ])
    expect(receiver.received[0]!.headers).toMatchObject({
      'webhook-signature': expect.stringMatching(/^v1,/) as string,
    })
  })

  test('is asked for so many an hour, also after a restart; the others wait for people', async () => {
    open({ dryRun: false, mostAnHour: 2 }).take(found('a', 'b', 'c'))
    await expect.poll(() => audit().length, SOON).toBe(3)
    await alerts.stop()
    open({ dryRun: false, mostAnHour: 2 }).take(found('d'))
    await expect.poll(() => audit().length, SOON).toBe(4)
    expect(audit().map(([, done]) => done)).toEqual(['asked', 'asked', 'too many', 'too many'])
    expect(receiver.received).toHaveLength(2)
    const problems = () =>
      beside((database) => new Ledger(database).list({ state: 'dead', limit: 9 }).map(({ problem }) => problem))
    const tooMany = 'too many: more than 2 an hour: look at them, and send those again that are right'
    await expect.poll(problems, SOON).toEqual([tooMany, tooMany])
  })

  test('that fails is asked again, which is one of so many', async () => {
    status = 503
    open({ dryRun: false, mostAnHour: 1 }).take(found('a'))
    await expect.poll(audit, SOON).toEqual([['jti-a', 'failed', 'it answered 503']])
    status = 200
    await again()
    await expect.poll(() => audit().at(-1), SOON).toEqual(['jti-a', 'asked', 'it answered 200'])
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('is not asked of what is over before its turn', async () => {
    status = 503
    open(ASKS).take(found('a'))
    await expect.poll(audit, SOON).toEqual([['jti-a', 'failed', 'it answered 503']])
    alerts.take([alertOf({ id: 'a', version: 2, hash: 'gone', retracted: true })])
    status = 200
    // It is tried again after five seconds.
    await expect.poll(() => audit().at(-1), SOON).toEqual(['jti-a', 'over', 'it is over by now'])
    expect(receiver.received).toHaveLength(1)
  })
})
