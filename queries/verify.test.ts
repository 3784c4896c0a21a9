import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { judgeAnew } from '../correlator/io/judge-anew.ts'
import { DEFAULT_POLICY, type Policy } from '../schemas/policy.ts'
import { insertEvents } from './testing/events.ts'
import { storeFindings } from './testing/findings.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { at, STORY } from './testing/story.ts'
import { verify, verifyAtRest, type VerifyOptions } from './verify.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await insertEvents(server.client, STORY)
})
afterAll(() => server.stop())
beforeEach(async () => {
  await server.client.command('TRUNCATE TABLE lifespan.findings')
  await storeFindings(server.client)
})

const check = (options: VerifyOptions = {}) => verify(server.client, DEFAULT_POLICY, { againAfter: 0, ...options })
const alter = (change: string) =>
  server.client.command(`ALTER TABLE lifespan.findings UPDATE ${change} WHERE rule = 'L01'`, {}, { mutations_sync: 1 })
const sides = async () => (await check()).differences.map(({ rule, subject, side }) => `${side}: ${rule} ${subject}`)

describe('verify', () => {
  test('finds nothing where nothing was changed, and says what it compared', async () => {
    expect(await check()).toMatchObject({
      compared: 7,
      rules: { L01: 1, L02: 1, C01: 1, G01: 1, G02: 3 },
      differences: [],
      different: 0,
      wrongHashes: [],
      keysWithTwoIds: 0,
      ok: true,
    })
  })

  test.each([
    'appears = appears + 1',
    'since = since - 1',
    'until = until + 1',
    "severity = 'critical'",
    "subject_id = 'x'",
  ])('sees a finding altered by hand: %s', async (change) => {
    await alter(change)
    expect(await check()).toMatchObject({ different: 1, differences: [{ rule: 'L01', side: 'differs' }], ok: false })
  })

  test('takes what came about under either policy where a start under another one was cut short', async () => {
    const shorter = { ...DEFAULT_POLICY, grace: {}, graceDefault: 0 }
    const atRest = (...policies: [Policy, ...Policy[]]) =>
      verifyAtRest(server.client, policies, (policy, now) => judgeAnew(server.client, policy, now))
    expect(await atRest(shorter)).toMatchObject({ ok: false })
    expect(await atRest(shorter, DEFAULT_POLICY)).toMatchObject({ ok: true })
    await alter("severity = 'critical'")
    expect(await atRest(shorter, DEFAULT_POLICY)).toMatchObject({ different: 1 })
  })

  test('shows both sides of what differs', async () => {
    await alter("severity = 'low'")
    const [difference] = (await check()).differences
    const content = { tenant: 'default', rule: 'L01', kind: 'credential', issuer: 'aws', subject: 'ASIA1' }
    expect(difference).toMatchObject({
      stream: { ...content, severity: 'low', since: '2023-07-10T12:08:06.000Z' },
      sql: { ...content, severity: 'medium', since: '2023-07-10T12:08:06.000Z' },
    })
  })

  test('sees a finding that was deleted, retracted or added', async () => {
    await server.client.command("DELETE FROM lifespan.findings WHERE rule = 'L01'")
    await alterRule('L02', 'retracted = 1')
    await server.client.command(`INSERT INTO lifespan.findings (id, rule, subject_id, appears, severity)
      VALUES ('00000000000000000000000000000000', 'X99', 'nobody', 1, 'low')`)
    expect((await sides()).toSorted()).toEqual([
      'sql only: L01 ASIA1',
      'sql only: L02 ASIA2',
      'stream only: X99 nobody',
    ])
  })

  test('sees a hash that is not that of its content', async () => {
    await alter("hash = '0123456789abcdef0123456789abcdef'")
    expect(await check()).toMatchObject({ different: 0, wrongHashes: [expect.any(String)], ok: false })
  })

  test('does not miss what is not visible yet', async () => {
    await server.client.command("DELETE FROM lifespan.findings WHERE rule != 'L01'")
    expect(
      (await check({ now: at('12:13:06') + 1, mark: undefined })).differences.map(({ side }) => side),
    ).not.toContain('stream only')
    expect((await check({ now: at('12:13:06') })).differences).toContainEqual(
      expect.objectContaining({ rule: 'L01', side: 'stream only' }),
    )
  })

  test('looks once more at what differs before it reports it', async () => {
    await server.client.command("DELETE FROM lifespan.findings WHERE rule = 'L01'")
    const checked = check({ againAfter: 3_000 })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await storeFindings(server.client)
    expect(await checked).toMatchObject({ different: 0, ok: true })
  })

  test('counts keys that stand for two ids', async () => {
    await server.client.command(`INSERT INTO lifespan.events SELECT * REPLACE ('another' AS credential_id)
      FROM lifespan.events WHERE events.credential_id = 'ASIA2' AND type = 'credential.issued'`)
    expect((await check()).keysWithTwoIds).toBe(1)
    await server.client.command("DELETE FROM lifespan.events WHERE credential_id = 'another'")
  })
})

function alterRule(rule: string, change: string): Promise<void> {
  const update = `ALTER TABLE lifespan.findings UPDATE ${change} WHERE rule = {rule:String}`
  return server.client.command(update, { rule }, { mutations_sync: 1 })
}
