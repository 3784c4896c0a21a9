import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { NEVER } from '../schemas/time.ts'
import { recompute, type RecomputedFinding } from './recompute.ts'
import { RULES_IN_SQL } from './rule-ids.ts'
import { insertEvents, RECEIVED_AT } from './testing/events.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { at, STORY } from './testing/story.ts'
import { haveVectors, readVectors, toldEvent, type VectorFinding } from './testing/vectors.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
afterEach(() => server.client.command('TRUNCATE TABLE lifespan.events'))

const all = (horizon = {}) => recompute(server.client, DEFAULT_POLICY, { rules: RULES_IN_SQL, ...horizon })
const brief = ({ rule, subject_id, severity }: RecomputedFinding) => `${rule} ${subject_id} ${severity}`

describe('the rules as SQL over raw events', () => {
  test.skipIf(!haveVectors)(
    'agree with the truth of every history of the model, told twice, side by side as tenants',
    async () => {
      const vectors = readVectors()
      await insertEvents(
        server.client,
        vectors.flatMap(({ seed, events }) => events.map((event) => toldEvent(seed, event))),
      )
      await server.client.command(
        'INSERT INTO lifespan.events SELECT * FROM lifespan.events WHERE cityHash64(event_id) % 5 = 0',
      )
      const found = (await all()).map((finding) =>
        line(finding.tenant, finding.subject_kind, finding.subject_id, finding),
      )
      const truth = vectors.flatMap(({ seed, findings }) =>
        findings.map((finding) => line(String(seed), finding.subject.kind, finding.subject.id, finding)),
      )
      expect(truth.length).toBeGreaterThan(9_000)
      expect(found.toSorted()).toEqual(truth.toSorted())
    },
  )

  test('tell a story: a key outlives its instance, another is used, a chain, identities without owner', async () => {
    await insertEvents(server.client, STORY)
    const found = await all()
    expect(found.map(brief)).toEqual([
      'L01 ASIA1 medium',
      'L02 ASIA2 high',
      'G02 arn:aws:iam::1:role/b low',
      'G02 arn:aws:iam::1:role/c low',
      'C01 ASIA5 low',
      'G02 arn:aws:iam::1:role/d low',
      'G01 AKIA1 high',
    ])
    expect(found.find(({ rule }) => rule === 'L01')).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      rule: 'L01',
      tenant: 'default',
      subject_kind: 'credential',
      issuer: 'aws',
      subject_id: 'ASIA1',
      appears: at('12:13:06'),
      since: at('12:08:06'),
      until: at('18:30:22'),
      severity: 'medium',
    })
  })

  test('keep tenants apart: an end in one ends nothing in another', async () => {
    await insertEvents(server.client, [
      { ...STORY[1]!, tenant: 'one' },
      { ...STORY[6]!, tenant: 'two' },
    ])
    expect(await all()).toEqual([])
  })

  test('read no derived flag of an event: an error in one is seen', async () => {
    await insertEvents(server.client, STORY)
    const before = await all()
    const flip = 'ALTER TABLE lifespan.events UPDATE static = 1 - static, has_parent = 1 - has_parent WHERE true'
    await server.client.command(flip, {}, { mutations_sync: 1 })
    expect(await all()).toEqual(before)
  })

  test('as of a moment know only what had happened by then', async () => {
    await insertEvents(server.client, STORY)
    expect((await all({ asOf: at('12:08:06') - 1 })).map(brief)).toEqual([])
    expect((await all({ asOf: at('12:08:06') })).map(brief)).toEqual(['L01 ASIA1 medium'])
  })

  test('known at a moment know only what had been received by then', async () => {
    const late = STORY.map((event) =>
      event.type === 'workload.ended' ? { ...event, receivedAt: RECEIVED_AT + 5 } : event,
    )
    await insertEvents(server.client, late)
    expect((await all({ knownAt: RECEIVED_AT + 4 })).filter(({ rule }) => rule.startsWith('L'))).toEqual([])
    expect((await all({ knownAt: RECEIVED_AT + 5 })).filter(({ rule }) => rule.startsWith('L'))).toHaveLength(2)
  })

  test('can be asked by several at once, and leave nothing behind', async () => {
    await insertEvents(server.client, STORY)
    const [one, ...others] = await Promise.all([all(), all(), all()])
    for (const other of others) expect(other).toEqual(one)
    const tables = await server.client.rows<{ name: string }>(
      "SELECT name FROM system.tables WHERE database IN ('', 'lifespan')",
    )
    expect(tables.map(({ name }) => name)).not.toContain('life')
  })

  test('are told of nothing where there are no events', async () => {
    expect(await all()).toEqual([])
  })
})

type Interval = Pick<VectorFinding, 'rule' | 'appears' | 'since' | 'until' | 'severity'>

function line(tenant: string, kind: string, id: string, { rule, appears, since, until, severity }: Interval): string {
  return [tenant, rule, kind, id, appears, since, until ?? NEVER, severity].join(' ')
}
