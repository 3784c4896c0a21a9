import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, formatRfc3339 } from '../schemas/time.ts'
import { seeded } from '../test/e2e/random.ts'
import { loadQuery } from './catalogue.ts'
import { runQuery } from './run.ts'
import { insertEvents } from './testing/events.ts'
import { insertNotifications } from './testing/notifications.ts'
import { neverReacts, stillValid, timeToRevoke } from './testing/reactions-truth.ts'
import { BEGIN, eventsOf, notificationsOf, randomCases, type Case } from './testing/reactions.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { createViews } from './views.ts'

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const WORLDS = Number(process.env['WORLDS'] ?? 5)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ uses: 0, rejected: 0 })
  await createViews(server.client)
})
afterAll(() => server.stop())
beforeEach(async () => {
  for (const table of ['events', 'credential', 'notifications'])
    await server.client.command(`TRUNCATE TABLE lifespan.${table}`)
})

type Row = Readonly<Record<string, unknown>>

async function ask(name: string, given: Readonly<Record<string, string>>): Promise<readonly Row[]> {
  const lines = await runQuery(server.analyst, loadQuery(name), given, 'json')
  const rows = lines.split('\n').filter(Boolean)
  return rows.map((line) => JSON.parse(line) as Row)
}

async function tell(cases: readonly Case[]): Promise<void> {
  await insertEvents(server.client, eventsOf(cases))
  // Noted twice: it stands once.
  for (let n = 0; n < 2; n++) await insertNotifications(server.client, notificationsOf(cases))
}

const inAnyOrder = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).toSorted()

/** Rows without their share: it has one digit behind the point, and is looked at by itself. */
const unshared = (rows: readonly Row[]) =>
  inAnyOrder(rows.map((row) => ({ ...row, still_valid_percent: row['still_valid_percent'] === null })))

/** How much the shares of an answer are beside what the counts in it come to, at the most. */
const roundedBy = (rows: readonly Row[]) =>
  Math.max(0, ...rows.map((row) => Math.abs(Number(row['still_valid_percent']) - shareOf(row))))

const shareOf = ({ still_valid: valid, told }: Row) => (100 * Number(valid)) / (Number(told) || 1)

describe(`what became of credentials after somebody was told (SEED=${SEED})`, () => {
  const random = seeded(SEED)
  const moments = [0, 3, 5, 24].map((hours) => BEGIN + hours * HOUR)
  const views = moments.flatMap((at) => (['owner', 'issuer', 'environment'] as const).map((by) => ({ at, by })))

  test.each(Array.from({ length: WORLDS }, (_, n) => n))('is exact in world %i', async () => {
    const cases = randomCases(random, 150)
    await tell(cases)
    const [listed] = await server.analyst.rows('SELECT toUInt32(count()) AS rows FROM analyst.notifications')
    expect(listed).toEqual({ rows: notificationsOf(cases).length })
    for (const { at, by } of views) {
      const given = { by, at: formatRfc3339(at) }
      const valid = await ask('still-valid-after-notification', { ...given, after_h: '0,1,3' })
      expect(unshared(valid)).toEqual(unshared(stillValid(cases, by, at, [0, 1, 3])))
      expect(roundedBy(valid)).toBeLessThan(0.0501)
      const took = await ask('time-to-revoke', given)
      expect(inAnyOrder(took)).toEqual(inAnyOrder(timeToRevoke(cases, by, at)))
      const never = await ask('never-reacts', { ...given, within_h: '2', least: '2' })
      expect(inAnyOrder(never)).toEqual(inAnyOrder(neverReacts(cases, by, at, { within: 2, least: 2 })))
    }
  })
})

describe('the figure that is published', () => {
  const at = BEGIN + 5 * DAY
  const cases = Array.from({ length: 1_000 }, (_, n): Case => ({
    id: `key-${n}`,
    issuer: 'aws',
    owner: 'ann',
    environment: '',
    expiry: null,
    // 84 are revoked, one of them at the very moment, and some more right behind it.
    revoked: n < 84 ? at - n * HOUR : n < 100 ? at + 1 : null,
    told: [{ at: BEGIN, occasion: 'opened' }],
  }))

  test('is 91.6 % where 916 of 1,000 are valid after five days, and nothing a millisecond earlier', async () => {
    await tell(cases)
    const share = async (moment: number) => {
      const rows = await ask('still-valid-after-notification', { after_h: '120', at: formatRfc3339(moment) })
      return rows.map((row) => [row['by'], row['told'], row['still_valid_percent'], row['too_recent']])
    }
    expect(await share(at)).toEqual([
      ['all', 1_000, 91.6, 0],
      ['owner', 1_000, 91.6, 0],
    ])
    expect(await share(at - 1)).toEqual([
      ['all', 0, null, 1_000],
      ['owner', 0, null, 1_000],
    ])
  })
})
