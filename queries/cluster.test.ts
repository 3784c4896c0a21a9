import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../clickhouse/client.ts'
import { bringUpToDate } from '../clickhouse/schema.ts'
import { startTestCluster, type TestCluster } from '../clickhouse/test-cluster.ts'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { listQueries, loadQuery } from './catalogue.ts'
import { explain } from './explain.ts'
import { listFindings } from './findings.ts'
import { runQuery } from './run.ts'
import { insertEvents } from './testing/events.ts'
import { storeFindings } from './testing/findings.ts'
import { insertNotifications } from './testing/notifications.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { ROLE, STORY, TOLD } from './testing/story.ts'
import { verify } from './verify.ts'
import { createViews, viewNames } from './views.ts'

const NOW = Date.parse('2026-11-01T00:00:00Z')

const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'workload-life': { workload: 'i-1' },
  'credential-story': { credential: 'ASIA1' },
  'chain-down': { credential: 'ASIA3' },
  'chain-up': { credential: 'ASIA5' },
  'identity-credentials': { identity: ROLE },
}

/** What grows while somebody looks. */
const GROWING = /"[a-z_]*so_far_ms":\d+/g

async function fill(client: ClickHouse): Promise<void> {
  await insertEvents(client, STORY)
  await storeFindings(client)
  await insertNotifications(client, TOLD)
  await client.command(`INSERT INTO lifespan.account (source, outcome, reason, batch, records) VALUES
    ('test', 'accepted', '', 'b1', 14), ('test', 'ignored', 'a login', 'b2', 2), ('test', 'accepted', '', 'b1', 14)`)
}

describe('two shards answer as one server does', () => {
  let running: TestCluster
  let one: TestServer
  beforeAll(async () => {
    ;[running, one] = await Promise.all([startTestCluster(), startTestServer()])
    const [first] = running.cluster.nodes
    await bringUpToDate(first!, {}, running.cluster)
    for (const client of [...running.cluster.nodes, one.client]) await createViews(client)
    await Promise.all([fill(first!), fill(one.client)])
  })
  afterAll(() => Promise.all([running.stop(), one.stop()]))

  type As = 'lifespan' | 'analyst'

  /** What each of the shards answers, and what the one does. */
  async function asked(as: As, ask: (client: ClickHouse) => Promise<unknown>) {
    const alone = { lifespan: one.client, analyst: one.analyst }
    const all = [alone, ...running.shards].map(async (server) => written(await ask(server[as])))
    const [answer, ...ofShards] = await Promise.all(all)
    return { ofShards, twice: [answer, answer] }
  }

  const written = (answer: unknown) => JSON.stringify(answer).replaceAll('\\"', '"').replaceAll(GROWING, '')

  test('though neither has all', async () => {
    const counts = await Promise.all(
      running.cluster.nodes.map((node) =>
        node.rows<{ events: string }>('SELECT count() AS events FROM lifespan.events_local'),
      ),
    )
    const events = counts.flat().map((row) => Number(row.events))
    expect(Math.min(...events)).toBeGreaterThan(0)
    expect(events[0]! + events[1]!).toBe(STORY.length)
  })

  test.each(viewNames())('the view %s', async (name) => {
    const view = `SELECT * FROM analyst.${name} ORDER BY ALL`
    const { ofShards, twice } = await asked('analyst', (analyst) => analyst.rows(view))
    expect(ofShards).toEqual(twice)
  })

  test.each(listQueries().map(({ name }) => name))('the question %s', async (name) => {
    const run = (analyst: ClickHouse) => runQuery(analyst, loadQuery(name), GIVEN[name] ?? {}, 'json')
    const { ofShards, twice } = await asked('analyst', run)
    expect(ofShards).toEqual(twice)
  })

  test('what is found', async () => {
    const { ofShards, twice } = await asked('lifespan', (client) => listFindings(client, DEFAULT_POLICY, { now: NOW }))
    expect(ofShards).toEqual(twice)
  })

  test.each(['L01', 'G01'])('why %s is found', async (rule) => {
    const [found] = await listFindings(one.client, DEFAULT_POLICY, { now: NOW, rules: [rule] })
    const why = (client: ClickHouse) => explain(client, DEFAULT_POLICY, found!.id, { now: NOW })
    const { ofShards, twice } = await asked('lifespan', why)
    expect(ofShards).toEqual(twice)
  })

  test.each([0, NOW])('verify, where uses are gone that were received before %i', async (horizon) => {
    const moment = { now: NOW, mark: NOW, horizon, againAfter: 0 }
    const { ofShards, twice } = await asked('lifespan', (client) => verify(client, DEFAULT_POLICY, moment))
    expect(ofShards).toEqual(twice)
  })
})
