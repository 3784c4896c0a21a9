import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertEvents, type ToldEvent } from '../../queries/testing/events.ts'
import { startTestServer, type TestServer } from '../../queries/testing/server.ts'
import { createViews } from '../../queries/views.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../schemas/time.ts'
import { newSecrets } from '../system/data-directory.ts'
import type { Run } from '../system/run-file.ts'
import type { Stored } from './around.ts'
import type { Check } from './check.ts'
import { clocks } from './clocks.ts'
import { confinement, lookAtConfinement } from './confinement.ts'
import { judging } from './judging.ts'
import { keys } from './keys.ts'
import { owners } from './owners.ts'
import { rejected } from './rejected.ts'
import { silence } from './silence.ts'
import { placeIn, runAt } from './testing.ts'

const NOW = Date.now()
let server: TestServer
let dataDir = ''

beforeAll(async () => {
  server = await startTestServer()
  await createViews(server.client)
  dataDir = await mkdtemp(join(tmpdir(), 'lifespan-doctor-'))
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true })
})

const stored = (run: Run | null = null): Stored => ({
  client: server.client,
  place: placeIn(dataDir, run),
  key: null,
  now: NOW,
})

/** What a check says of each thing that it does not find well. */
async function troubles(check: Check<Stored>, run: Run | null = null): Promise<Record<string, string>> {
  const found = (await check.look(stored(run))).filter(({ level }) => level !== 'ok')
  return Object.fromEntries(found.map(({ level, where, what }) => [where, `${level}: ${what}`]))
}

/** A use of some credential, as a source told of it. */
const use = (source: string, at: number, receivedAt = at + SECOND): ToldEvent => ({
  type: 'credential.used',
  source,
  at,
  receivedAt,
  issuer: 'aws',
  credential_id: `of-${source}-${at}`,
})

const count = (source: string, outcome: string, records: number, at = NOW, reason = '') =>
  server.client.command(
    `INSERT INTO lifespan.account (source, outcome, reason, batch, received_at, records)
    SELECT {source:String}, {outcome:String}, {reason:String}, toString(rand()), fromUnixTimestamp64Milli({at:Int64}), {records:UInt64}`,
    { source, outcome, reason, at, records },
  )

const judgedThrough = (mark: number) =>
  server.client.command(
    `INSERT INTO lifespan.progress (name, mark, version) SELECT 'judged_through', {mark:Int64}, {mark:UInt64}`,
    { mark },
  )

describe('where nothing was received', () => {
  test('that is all there is to say', async () => {
    for (const check of [clocks, keys, owners, rejected, judging, confinement])
      expect.soft([check.name, await troubles(check)]).toEqual([check.name, {}])
    expect(await troubles(silence)).toEqual({ 'all sources': 'warn: nothing was ever received' })
  })
})

describe('clocks', () => {
  test('that are ahead are named, with how many events and by how much', async () => {
    const good = Array.from({ length: 20 }, (_, n) => use('good', NOW - n * MINUTE))
    const ahead = Array.from({ length: 3 }, (_, n) =>
      use('ahead', NOW - n * MINUTE, NOW - n * MINUTE - (n + 4) * SECOND),
    )
    const planned: ToldEvent = { type: 'owner.departed', source: 'good', at: NOW + DAY, receivedAt: NOW, owner_id: 'x' }
    await insertEvents(server.client, [...good, ...ahead, planned])
    await count('far', 'rejected', 7, NOW, 'time more than 5 minutes ahead')
    expect(await troubles(clocks)).toEqual({
      ahead: 'warn: received before they happened: 1 of 3 events of a day, by up to 6 s',
      far: 'warn: rejected for times more than 5 minutes ahead: 7 records of a day',
    })
  })

  test('that are hours behind all the time are told from records that come late', async () => {
    const every = (minutes: number, source: string, late: (n: number) => number) =>
      Array.from({ length: 20 }, (_, n) =>
        use(source, NOW - n * minutes * MINUTE - late(n), NOW - n * minutes * MINUTE),
      )
    await insertEvents(server.client, [
      ...every(5, 'zone', (n) => 2 * HOUR + n * SECOND),
      ...every(5, 'delivered', (n) => HOUR + (n % 5) * 10 * MINUTE),
      ...every(0.01, 'file', () => 3 * HOUR),
    ])
    const { zone, delivered, file } = await troubles(clocks)
    expect([zone, delivered, file]).toEqual(['warn: its events come 2 h late, all alike', undefined, undefined])
  })
})

describe('silence', () => {
  test('is when a source was heard of last, over an hour ago; an owners file is read once', async () => {
    await count('quiet', 'accepted', 1, NOW - 3 * DAY)
    await count('quiet', 'ignored', 1, NOW - 2 * HOUR)
    await count('owners', 'accepted', 1, NOW - 2 * DAY)
    expect(Object.keys(await troubles(silence))).toEqual(['quiet'])
    const [alone, beside] = await Promise.all([
      silence.look(stored()),
      silence.look(stored(runAt('http://127.0.0.1:9'))),
    ])
    const of = 'quiet'
    expect(alone.find(({ where }) => where === of)).toMatchObject({
      what: expect.stringMatching(/^received last 2 h ago, at 20/) as string,
      todo: expect.stringContaining('nothing runs here') as string,
    })
    expect(beside.find(({ where }) => where === of)!.todo).toContain('does it send to http://127.0.0.1:1?')
  })
})

describe('rejected', () => {
  test('is much where it is more than one in twenty of a day', async () => {
    await count('fine', 'accepted', 99)
    await count('fine', 'rejected', 1, NOW, 'not JSON')
    await count('bad', 'accepted', 10)
    await count('bad', 'rejected', 8, NOW, 'not JSON')
    await count('bad', 'rejected', 2, NOW, 'id with a NUL character')
    await count('mended', 'rejected', 8, NOW - 2 * DAY, 'not JSON')
    expect(await troubles(rejected)).toMatchObject({
      bad: 'warn: 10 of 20 records of a day rejected, most of all: not JSON',
    })
    expect(Object.keys(await troubles(rejected))).toEqual(['bad', 'far'])
  })
})

describe('owners', () => {
  test('are missing by tenant', async () => {
    await insertEvents(server.client, [{ ...use('good', NOW), tenant: 'other' }])
    expect(await troubles(owners)).toEqual({ 'tenant other': 'warn: no owner source yet, so G02 is silent' })
  })
})

describe('judging', () => {
  test('is behind where what was received long ago waits', async () => {
    await judgedThrough(NOW + HOUR)
    expect(await troubles(judging)).toEqual({})
    const late = NOW + 2 * HOUR
    await insertEvents(server.client, [use('good', late, late)])
    expect(await troubles(judging)).toEqual({
      'stored events': expect.stringMatching(/^warn: 1 of \d+ events not/) as string,
    })
    const beside = async (now: number) => judging.look({ ...stored(runAt('http://127.0.0.1:9')), now })
    expect(await beside(late + SECOND)).toMatchObject([{ level: 'ok' }])
    expect(await beside(late + HOUR)).toMatchObject([
      { level: 'fail', where: `process ${process.pid}`, what: expect.stringMatching(/the first for 1 h$/) as string },
    ])
  })
})

describe('keys', () => {
  const path = () => join(dataDir, 'secrets.json')
  const write = (hashKey: string) => writeFile(path(), JSON.stringify({ ...newSecrets(), hashKey }), { mode: 0o600 })

  test('are those that the hash key makes', async () => {
    expect(await troubles(keys)).toEqual({ [path()]: 'warn: is not there, and data are' })
    await write('07'.repeat(16))
    expect(await troubles(keys)).toEqual({})
    await write('08'.repeat(16))
    expect(await troubles(keys)).toEqual({
      [path()]: expect.stringMatching(
        /^fail: its hash key is not that of the data: other keys for (\d+) of \1 ids$/,
      ) as string,
    })
  })

  test('stand for one id each', async () => {
    await server.client
      .command(`INSERT INTO lifespan.events (tenant, source, event_id, received_at, time, type, outcome, credential_key, credential_id, issuer)
      SELECT tenant, source, event_id, received_at, time, type, outcome, credential_key, 'another', issuer FROM lifespan.events WHERE source = 'ahead' LIMIT 1`)
    expect(await troubles(keys)).toMatchObject({ 'analyst.key_conflicts': 'fail: keys that stand for two ids each: 1' })
  })
})

describe('confinement', () => {
  test('is asked of the engine itself: what it can open, it is not kept from', async () => {
    const [row] = await server.client.rows<{ path: string }>("SELECT path FROM system.disks WHERE name = 'default'")
    expect(await confinement.look(stored())).toMatchObject([{ level: 'ok' }])
    expect(await lookAtConfinement(stored(), join(row!.path, 'status'))).toMatchObject({ level: 'warn' })
  })
})
