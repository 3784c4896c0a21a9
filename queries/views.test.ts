import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { listQueries, loadQuery } from './catalogue.ts'
import { explain } from './explain.ts'
import { renderExplained } from './explain-text.ts'
import { listFindings } from './findings.ts'
import { runQuery } from './run.ts'
import { insertEvents, type ToldEvent } from './testing/events.ts'
import { storeFindings } from './testing/findings.ts'
import { insertNotifications } from './testing/notifications.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { ROLE, STORY, TOLD } from './testing/story.ts'
import { createViews, viewNames } from './views.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await createViews(server.client)
  await createViews(server.client)
  await insertEvents(server.client, STORY)
  await storeFindings(server.client)
  await insertNotifications(server.client, TOLD)
  await server.client.command(`INSERT INTO lifespan.account (source, outcome, reason, batch, records) VALUES
    ('test', 'accepted', '', 'b1', 14), ('test', 'ignored', 'a login', 'b1', 2), ('test', 'rejected', 'not JSON', 'b1', 1),
    ('test', 'accepted', '', 'b1', 14), ('test', 'warning', 'NUL bytes', 'b1', 1)`)
})
afterAll(() => server.stop())

const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'workload-life': { workload: 'i-1' },
  'credential-story': { credential: 'ASIA1' },
  'chain-down': { credential: 'ASIA3' },
  'chain-up': { credential: 'ASIA5' },
  'identity-credentials': { identity: ROLE },
}

async function answer(name: string, given = GIVEN[name] ?? {}): Promise<Record<string, unknown>[]> {
  const text = await runQuery(server.analyst, loadQuery(name), given, 'json')
  return text
    .split('\n')
    .filter(Boolean)
    .map((row) => JSON.parse(row) as Record<string, unknown>)
}

describe('the views of the analyst', () => {
  test.each(viewNames())('%s can be read by the analyst, and shows no key and no time as a number', async (name) => {
    const columns = await server.analyst.rows<{ name: string; type: string }>(`DESCRIBE analyst.${name}`)
    expect(columns.filter(({ type }) => type.includes('FixedString'))).toEqual([])
    expect(columns.filter(({ name: column }) => /(_key|^slot)$/.test(column))).toEqual([])
    await server.analyst.rows(`SELECT * FROM analyst.${name}`)
  })

  test('are all that the analyst can read', async () => {
    await expect(server.analyst.rows('SELECT * FROM lifespan.events')).rejects.toThrow(/497|ACCESS_DENIED|Not enough/)
  })

  test('show a credential with the names behind its keys', async () => {
    const [row] = await server.analyst.rows("SELECT * FROM analyst.credentials WHERE credential_id = 'ASIA1'")
    expect(row).toMatchObject({
      issuer: 'aws',
      expiry: 'stated',
      identity: ROLE,
      owner: 'bob',
      workload: 'i-1',
      workload_kind: 'vm',
      expires: '2023-07-10 18:30:22.000',
      workload_ended: '2023-07-10 12:08:06.000',
      revoked: null,
      privilege: null,
    })
  })

  test('name an identity that only uses name', async () => {
    const [row] = await server.analyst.rows(
      "SELECT identity, expiry FROM analyst.credentials WHERE credential_id = 'AKIA1'",
    )
    expect(row).toEqual({ identity: 'arn:aws:iam::1:user/alice', expiry: 'never' })
  })

  test('know who is gone', async () => {
    const orphaned = await server.analyst.rows('SELECT identity, last_owner FROM analyst.identities WHERE orphaned')
    expect(orphaned).toEqual([{ identity: 'arn:aws:iam::1:user/alice', last_owner: 'alice' }])
    const departed = await server.analyst.rows('SELECT owner_id, departed_at FROM analyst.owners WHERE departed')
    expect(departed).toEqual([{ owner_id: 'alice', departed_at: '2023-07-10 14:00:00.000' }])
  })
})

describe('the named questions', () => {
  test.each(listQueries().map(({ name }) => name))('%s has a title and is answered for the analyst', async (name) => {
    expect(loadQuery(name).title.length).toBeGreaterThan(20)
    for (const format of ['table', 'json', 'csv'] as const) {
      await runQuery(server.analyst, loadQuery(name), GIVEN[name] ?? {}, format, { width: 100 })
    }
  })

  test('valid-after-role-deleted finds the keys that outlive their role', async () => {
    expect(await answer('valid-after-role-deleted')).toMatchObject([
      { credential_id: 'ASIA1', role: ROLE, used_after: false },
    ])
  })

  test('chain-up goes up to the root', async () => {
    const hops = await answer('chain-up')
    expect(hops.map(({ hop, parent_id }) => [hop, parent_id])).toEqual([
      [1, 'ASIA4'],
      [2, 'ASIA3'],
      [3, 'AKIA1'],
    ])
  })

  test('chain-down goes down to the leaves', async () => {
    const hops = await answer('chain-down')
    expect(hops.map(({ hop, credential_id }) => [hop, credential_id])).toEqual([
      [1, 'ASIA4'],
      [2, 'ASIA5'],
    ])
  })

  test('account adds up, and a batch sent again counts once', async () => {
    expect(await answer('account')).toEqual([
      {
        source: 'test',
        received: 17,
        accepted: 14,
        ignored: 2,
        rejected: 1,
        warnings: 1,
        reasons: 'ignored 2: a login; rejected 1: not JSON; warning 1: NUL bytes',
      },
    ])
  })

  test('used-after-end says when first, how often and from where', async () => {
    expect(await answer('used-after-end')).toMatchObject([
      {
        credential_id: 'ASIA2',
        uses_after: 1,
        first_use_after: '2023-07-10T12:30:00.000000000Z',
        first_from: '=cmd()',
      },
    ])
  })

  test('CSV of it holds no formula', async () => {
    expect(await runQuery(server.analyst, loadQuery('used-after-end'), {}, 'csv')).toContain(`"'=cmd()"`)
  })
})

describe('an explained finding', () => {
  const NOW = Date.UTC(2026, 1, 1)
  const explained = async (rule: string) => {
    const [finding] = await listFindings(server.client, DEFAULT_POLICY, { now: NOW, rules: [rule] })
    return explain(server.client, DEFAULT_POLICY, finding!.id.slice(0, 12), { now: NOW })
  }

  test('says how its deadline came about', async () => {
    const { deadline, closing, events, uses } = await explained('L01')
    expect(deadline).toEqual([
      'workload i-1 (vm) ended at 2023-07-10T12:08:06.000Z',
      'grace of a vm: 5 min',
      'it is a finding after 2023-07-10T12:13:06.000Z',
      'it is valid until 2023-07-10T18:30:22.000Z, its end as stated last',
    ])
    expect(closing).toContain('closed at 2023-07-10T18:30:22.000Z')
    expect(events.map(({ type }) => type)).toEqual([
      'owner.assigned',
      'workload.started',
      'credential.issued',
      'credential.used',
      'credential.used',
      'workload.ended',
    ])
    expect(uses).toBe(2)
  })

  test('names the first use after', async () => {
    expect((await explained('L02')).firstUseAfter).toMatchObject({ time: '2023-07-10T12:30:00.000000000Z' })
    expect((await explained('L01')).firstUseAfter).toBeNull()
  })

  test('goes down the chain from its root', async () => {
    expect((await explained('C01')).chain.map(({ id, identity, edge }) => [id, identity, edge])).toEqual([
      ['AKIA1', 'arn:aws:iam::1:user/alice', null],
      ['ASIA3', 'arn:aws:iam::1:role/b', 'assume_role'],
      ['ASIA4', 'arn:aws:iam::1:role/c', 'assume_role'],
      ['ASIA5', 'arn:aws:iam::1:role/d', 'assume_role'],
    ])
  })

  test('says who answered for it and who does now', async () => {
    expect((await explained('G01')).owner).toEqual({
      before: 'alice',
      until: '2023-07-10T14:00:00.000Z',
      now: null,
    })
  })

  test('is readable text, with commands that exist', async () => {
    const text = renderExplained(await explained('L02'))
    expect(text).toContain("L02 Used after its workload's end")
    for (const [, name] of text.matchAll(/lifespan query (\S+)/g)) expect(loadQuery(name!).name).toBe(name)
  })

  test('has times to the millisecond in its text, and all digits beside', async () => {
    const l02 = await explained('L02')
    expect(l02.events[0]!.time).toMatch(/\.\d{9}Z$/)
    expect(renderExplained(l02)).not.toMatch(/\.\d{4,}Z/)
    expect(await runQuery(server.analyst, loadQuery('credential-story'), { credential: 'ASIA1' }, 'table')).toMatch(
      /^2023-07-10T11:55:22\.000Z /m,
    )
  })

  test('leads on with commands that find the same data', async () => {
    const [finding] = await listFindings(server.client, DEFAULT_POLICY, { now: NOW, rules: ['L01'] })
    const { further } = await explain(server.client, DEFAULT_POLICY, finding!.id, { now: NOW, flags: ' --data there' })
    expect(further[0]!.command).toBe('npx lifespan query credential-story credential=ASIA1 --data there')
  })

  test.each([
    ['', 'this is empty'],
    [' ', 'this is empty'],
    ['zz', 'no finding\'s id begins with "zz"'],
    ['ASIA1', /id of a credential, not of a finding.*\n  npx lifespan explain \w{8} --data x   # L01$/],
    ['i-1', /id of a workload, [^]*# L01\n.*# L02$/],
    [ROLE, /id of an identity, /],
  ])('of %j is refused with what to write instead', async (id, message) => {
    const asked = explain(server.client, DEFAULT_POLICY, id, { now: NOW, flags: ' --data x' })
    await expect(asked).rejects.toThrow(message)
  })
})

describe('the list of orphans', () => {
  const NOW = Date.now()
  const HOUR = 3_600_000
  const orphan = (name: string, owner: string, at: number): ToldEvent => ({
    type: 'owner.assigned',
    at,
    identity: name,
    owner_id: owner,
  })
  const issued = (name: string, id: string, said: Partial<ToldEvent> = {}): ToldEvent => ({
    type: 'credential.issued',
    at: NOW - HOUR,
    issuer: 'vault:x',
    credential_id: id,
    identity: name,
    ...said,
  })

  beforeAll(() =>
    insertEvents(server.client, [
      orphan('svc/pay', 'carol', NOW - 9 * HOUR),
      { type: 'owner.departed', at: NOW - 5 * HOUR, owner_id: 'carol' },
      { type: 'owner.departed', at: NOW - 4 * HOUR, owner_id: 'carol' },
      issued('svc/pay', 'pay-key', { credential_kind: 'api_key', privilege: 2, issuer: 'aws' }),
      issued('svc/pay', 'pay-lease', { not_after: NOW + 3 * HOUR, privilege: 3, prod: true }),
      issued('svc/pay', 'pay-unknown', { privilege: 1 }),
      issued('svc/pay', 'pay-forgotten', { at: NOW - 99 * HOUR, issuer: 'ldap' }),
      issued('svc/pay', 'pay-expired', { not_after: NOW - 60_000, issuer: 'ldap' }),
      issued('svc/pay', 'pay-revoked', { credential_kind: 'api_key', issuer: 'ldap' }),
      { type: 'credential.revoked', at: NOW - 60_000, issuer: 'ldap', credential_id: 'pay-revoked' },
      { type: 'credential.used', at: NOW - 120_000, issuer: 'ldap', credential_id: 'pay-expired', identity: 'svc/pay' },
      // Whose assignment has ended is an orphan too; who was assigned to somebody gone is one from then on.
      { ...orphan('svc/old', 'dave', NOW - 9 * HOUR), owner_until: NOW - 2 * HOUR },
      issued('svc/old', 'old-lease', { not_after: NOW - 60_000, privilege: 3 }),
      orphan('svc/late', 'carol', NOW - 3 * HOUR),
      // Somebody answers for this one.
      orphan('svc/kept', 'dave', NOW - 9 * HOUR),
      issued('svc/kept', 'kept-key', { credential_kind: 'api_key' }),
    ]),
  )

  test('is one row an identity, with who is gone since when and what it can still do', async () => {
    const rows = (await answer('orphans')).filter(({ identity }) => String(identity).startsWith('svc/'))
    const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString()
    expect(rows).toEqual([
      {
        identity: 'svc/pay',
        last_owner: 'carol',
        orphaned_since: ago(5),
        live: 3,
        greatest_privilege: 'admin',
        production: true,
        without_end: 1,
        latest_end: new Date(NOW + 23 * HOUR).toISOString(),
        last_used: new Date(NOW - 120_000).toISOString(),
        issuers: 'aws, vault:x',
        credentials: 6,
        tenant: 'default',
      },
      expect.objectContaining({ identity: 'svc/late', orphaned_since: ago(3), live: 0, credentials: 0 }),
      expect.objectContaining({
        identity: 'svc/old',
        orphaned_since: ago(2),
        live: 0,
        greatest_privilege: null,
        latest_end: null,
        credentials: 1,
      }),
    ])
  })
})
