import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { askFindings, countFindings, listFindings, tenantsWithoutOwners, type FindingsQuestion } from './findings.ts'
import { insertEvents, RECEIVED_AT } from './testing/events.ts'
import { storeFindings } from './testing/findings.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { at, ROLE, STORY } from './testing/story.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await insertEvents(server.client, STORY)
  await insertEvents(server.client, [{ ...STORY[0]!, tenant: 'silent', source: 'other' }])
  await storeFindings(server.client)
})
afterAll(() => server.stop())

const NOW = Date.UTC(2026, 1, 1)
const list = (question: Partial<FindingsQuestion> = {}) =>
  listFindings(server.client, DEFAULT_POLICY, { now: NOW, ...question })
const briefly = async (question: Partial<FindingsQuestion>) =>
  (await list(question)).map(({ rule, subject }) => `${rule} ${subject.id}`)

describe('the list of findings', () => {
  test('has the form that is settled, field by field in order', async () => {
    const [first] = await list()
    expect(JSON.stringify(first)).toBe(
      JSON.stringify({
        id: first!.id,
        rule: 'L01',
        title: 'Credential outlives its workload',
        state: 'closed',
        confidence: 'confirmed',
        severity: 'medium',
        appears: '2023-07-10T12:13:06.000Z',
        since: '2023-07-10T12:08:06.000Z',
        until: '2023-07-10T18:30:22.000Z',
        exposure_ms: 22_936_000,
        last_used: '2023-07-10T12:07:39.000Z',
        tenant: 'default',
        subject: { kind: 'credential', issuer: 'aws', id: 'ASIA1' },
        workload: { id: 'i-1', kind: 'vm' },
        identity: ROLE,
        owner: 'bob',
        frameworks: {
          owasp_nhi: ['NHI1:2025', 'NHI7:2025'],
          owasp_asi: ['ASI03'],
          attack: ['T1550.001'],
          csf: ['PR.AA-01', 'PR.AA-05', 'DE.CM-09'],
          maestro: ['L4'],
          ai_rmf: [],
        },
        rule_version: 1,
        policy_version: 'of the test',
      }),
    )
  })

  test('says null for never, for nobody and for what an identity has not', async () => {
    const [g01] = await list({ rules: ['G01'] })
    expect(g01).toMatchObject({ until: null, exposure_ms: null, state: 'open', owner: null, workload: null })
    const [g02] = await list({ rules: ['G02'] })
    expect(g02).toMatchObject({ subject: { kind: 'identity', issuer: null }, last_used: null, owner: null })
  })

  test('is narrowed by state, rule, severity, source, subject, id and number', async () => {
    expect(await briefly({ open: true, rules: ['L01', 'L02', 'G01'] })).toEqual(['G01 AKIA1'])
    expect(await briefly({ severities: ['medium'] })).toEqual(['L01 ASIA1'])
    expect(await briefly({ subjects: ['ASIA2'] })).toEqual(['L02 ASIA2'])
    expect(await briefly({ sources: ['other'] })).toEqual([])
    expect(await briefly({ sources: ['test', 'other'] })).toHaveLength(7)
    const [first] = await list({ limit: 1 })
    expect(await list({ ids: [first!.id] })).toEqual([first])
  })

  test('says how many there are without the limit', async () => {
    const question = { now: NOW, rules: ['L01', 'L02', 'G01'], limit: 2 }
    const { findings, ...counts } = await askFindings(server.client, DEFAULT_POLICY, question)
    expect(findings).toHaveLength(2)
    expect(counts).toEqual({ total: 3, totalOpen: 1 })
    expect(await askFindings(server.client, DEFAULT_POLICY, { ...question, rules: ['C05'] })).toMatchObject({
      total: 0,
    })
    expect(await countFindings(server.client)).toBe(7)
  })

  test('told from events as of now is the same as what is stored', async () => {
    const told = await list({ knownAt: RECEIVED_AT })
    expect(told.map((finding) => ({ ...finding, policy_version: 'of the test' }))).toEqual(await list())
  })

  test('is empty at the very moment of appearing and shows it open and provisional right after', async () => {
    expect(await briefly({ asOf: at('12:13:06') })).toEqual([])
    const [found] = await list({ asOf: at('12:13:06') + 1 })
    expect(found).toMatchObject({ rule: 'L01', state: 'open', confidence: 'provisional', owner: 'bob' })
    expect((await list({ asOf: at('12:28:06') + 1, rules: ['L01'] }))[0]).toMatchObject({ confidence: 'confirmed' })
  })

  test('knows in which tenants nobody has said who owns what', async () => {
    expect(await tenantsWithoutOwners(server.client)).toEqual(['silent'])
  })
})
