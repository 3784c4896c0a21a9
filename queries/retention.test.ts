import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyRetention, usesHorizon } from '../clickhouse/retention.ts'
import { bringUpToDate } from '../clickhouse/schema.ts'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { DAY, MINUTE } from '../schemas/time.ts'
import { explain } from './explain.ts'
import { renderExplained } from './explain-text.ts'
import { listFindings } from './findings.ts'
import { insertEvents, type ToldEvent } from './testing/events.ts'
import { storeFindings } from './testing/findings.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { at, STORY } from './testing/story.ts'
import { verify } from './verify.ts'
import { createViews } from './views.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const LONG_AGO = Date.now() - 401 * DAY
const received = (receivedAt: number, events: readonly ToldEvent[]) => events.map((event) => ({ ...event, receivedAt }))
const isNew = ({ credential_id: id }: ToldEvent) => ['ASIA3', 'ASIA4', 'ASIA5'].includes(id ?? '')
const aws = { issuer: 'aws', credential_kind: 'sts_session', not_after: at('20:00:00') } as const
const issued = (credential_id: string, more: Partial<ToldEvent>): ToldEvent => ({
  ...aws,
  type: 'credential.issued',
  at: at('12:30:00'),
  credential_id,
  ...more,
})

/** Of i-2 only a use says, received long ago, that it is a VM; a child of a key whose issuance says whom it speaks for; one alone. */
const OLD = received(LONG_AGO, [
  ...STORY.filter((event) => !isNew(event)),
  {
    ...aws,
    type: 'credential.used',
    at: at('12:20:00'),
    credential_id: 'old',
    workload_id: 'i-2',
    workload_kind: 'vm',
  },
])
const NEW = received(Date.now(), [
  ...STORY.filter(isNew),
  { type: 'workload.ended', at: at('13:00:00'), workload_id: 'i-2' },
  issued('of-i-2', { workload_id: 'i-2' }),
  issued('child', { parent_id: 'ASIA1', parent_issuer: 'aws', workload_id: 'i-1' }),
  { type: 'workload.ended', at: at('13:00:00'), workload_id: 'i-3', workload_kind: 'pod' },
  issued('alone', { workload_id: 'i-3', workload_kind: 'pod' }),
])

const usesLeft = async () => {
  const [row] = await server.client.rows<{ n: string }>(
    "SELECT count() AS n FROM lifespan.events WHERE type = 'credential.used'",
  )
  return Number(row!.n)
}
const mutations = async () => {
  const [row] = await server.client.rows<{ n: string }>(
    "SELECT count() AS n FROM system.mutations WHERE database = 'lifespan' AND table = 'events'",
  )
  return Number(row!.n)
}
const ttl = async (table: string) => {
  const [row] = await server.client.rows<{ engine: string }>(
    'SELECT engine_full AS engine FROM system.tables WHERE database = {db:String} AND name = {table:String}',
    { db: 'lifespan', table },
  )
  return / TTL (.*?) SETTINGS/.exec(row!.engine)?.[1] ?? null
}
async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 200))
}

describe('the retention of uses', () => {
  test('is 400 days unless somebody says otherwise, and stays as it was said', async () => {
    expect(await ttl('events')).toBe("toDateTime(received_at) + toIntervalDay(400) WHERE type = 'credential.used'")
    expect(await ttl('rejected')).toBe('toDateTime(received_at) + toIntervalDay(30)')
    expect(await bringUpToDate(server.client, { uses: 90 })).toEqual(['uses: 90 days'])
    expect(await bringUpToDate(server.client)).toEqual([])
    expect(await ttl('events')).toContain('toIntervalDay(90)')
    expect(await bringUpToDate(server.client, { uses: 0, rejected: 0 })).toEqual([
      'uses: for ever',
      'rejected: for ever',
    ])
    expect([await ttl('events'), await ttl('rejected')]).toEqual([null, null])
    expect(await mutations()).toBe(0)
  })

  test('once shorter, has a horizon that no longer one moves back', async () => {
    const days = async () => Math.round((Date.now() + DAY - (await usesHorizon(server.client))) / DAY)
    expect(await days()).toBe(90)
    await applyRetention(server.client, { uses: 200 })
    expect(await days()).toBe(90)
    await applyRetention(server.client, { uses: 10 })
    expect(await days()).toBe(10)
    await server.client.command('TRUNCATE TABLE lifespan.progress')
    await applyRetention(server.client, { uses: 0, rejected: 0 })
    expect(await usesHorizon(server.client)).toBe(0)
  })

  test('drops uses received before, of parts too that were there before it was set, and nothing else', async () => {
    await server.client.command('ALTER TABLE lifespan.events REMOVE TTL')
    await insertEvents(server.client, OLD)
    await insertEvents(server.client, NEW)
    await storeFindings(server.client)
    const [before] = await server.client.rows('SELECT count() AS n FROM lifespan.events')
    expect(await usesLeft()).toBe(6)
    await applyRetention(server.client, { uses: 400 })
    await until(async () => (await usesLeft()) === 0)
    expect(await mutations()).toBe(1)
    const [after] = await server.client.rows('SELECT count() + 6 AS n FROM lifespan.events')
    expect(after).toEqual(before)
  })

  test('leaves out of verify what is known of dropped uses alone, and says how much', async () => {
    const checked = await verify(server.client, DEFAULT_POLICY, { againAfter: 0 })
    expect(checked).toMatchObject({ different: 0, leftOut: 8, ok: true })
    expect(checked.rules).toMatchObject({ L01: 2, L02: 0, C01: 0 })
    const rows = await server.client.rows<{ id: string }>(
      "SELECT subject_id AS id FROM lifespan.findings FINAL WHERE rule = 'L01' AND subject_id IN ('child', 'alone')",
    )
    expect(rows).toHaveLength(2)
  })

  test('would make it differ, did it look beyond the horizon', async () => {
    const { differences } = await verify(server.client, DEFAULT_POLICY, { againAfter: 0, horizon: 0 })
    const subjects = differences.map(({ rule, side, subject }) => `${side}: ${rule} ${subject}`)
    expect(subjects.toSorted()).toEqual([
      'differs: L01 ASIA1',
      'differs: L01 of-i-2',
      'stream only: C01 ASIA5',
      'stream only: G01 AKIA1',
      'stream only: L02 ASIA2',
    ])
  })

  test('is told where a finding is explained', async () => {
    const now = Date.now()
    await createViews(server.client, DEFAULT_POLICY)
    const [finding] = await listFindings(server.client, DEFAULT_POLICY, { now, subjects: ['alone'] })
    const explained = await explain(server.client, DEFAULT_POLICY, finding!.id, { now })
    const gone = Date.parse(explained.usesGoneBefore!)
    expect(Math.abs(gone - (await usesHorizon(server.client)))).toBeLessThan(MINUTE)
    expect(renderExplained(explained)).toContain(`uses that were received before ${explained.usesGoneBefore} are gone`)
  })

  test('hides nothing that is wrong with what is not left out', async () => {
    await server.client.command(
      "ALTER TABLE lifespan.findings UPDATE until = until + 1 WHERE subject_id = 'alone'",
      {},
      { mutations_sync: 1 },
    )
    const { differences } = await verify(server.client, DEFAULT_POLICY, { againAfter: 0 })
    expect(differences).toMatchObject([{ side: 'differs', rule: 'L01', subject: 'alone' }])
  })

  test('of what was rejected is by whole weeks', async () => {
    const rejected = (days: number) =>
      server.client.command(
        `INSERT INTO lifespan.rejected (received_at, source, reason, records) SELECT now64(3) - INTERVAL ${days} DAY, 's', 'r', 1`,
      )
    const left = () => server.client.rows('SELECT count() AS n FROM lifespan.rejected')
    for (const days of [60, 45, 1]) await rejected(days)
    expect(await left()).toEqual([{ n: '3' }])
    await applyRetention(server.client, { rejected: 30 })
    await until(async () => JSON.stringify(await left()) === '[{"n":"1"}]')
  })

  test('leaves the rows of entities as they are', async () => {
    const kept = await server.client.rows(
      "SELECT id, used > 0 AS was_used FROM lifespan.credential FINAL WHERE id IN ('ASIA2', 'old') ORDER BY id",
    )
    expect(kept).toEqual([
      { id: 'ASIA2', was_used: 1 },
      { id: 'old', was_used: 1 },
    ])
  })
})
