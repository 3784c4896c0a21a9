import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEngine } from '../../clickhouse/test-engine.ts'
import { Engine } from '../../correlator/engine/engine.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { recompute } from '../../queries/recompute.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { generate } from '../histories/generate.ts'
import { END_OF_TIME } from '../histories/replay.ts'
import { sharedVectors } from '../histories/vectors.ts'
import { batchOfAll, insert, Standing, startDatabase, verdictText, type TenantHistory } from './database.ts'
import { FIRST_SEED, RUNS } from './runs.ts'

/** What the stream finds, and what SQL makes of the same raw events, both by tenant, rule and subject. */
async function bothTellings(database: TestEngine, histories: readonly TenantHistory[]) {
  const client = database.lifespan
  await client.command('TRUNCATE TABLE lifespan.events')
  await client.command('TRUNCATE TABLE lifespan.findings')
  const batch = batchOfAll(histories, Date.now())
  await insert(client, batch)
  const engine = new Engine(RULES, DEFAULT_POLICY)
  const standing = new Standing()
  engine.merge(batch)
  await standing.take(client, engine, END_OF_TIME)
  const rows = await recompute(client, DEFAULT_POLICY, { rules: RULES.map(({ id }) => id) })
  const sql = new Map(
    rows.map((row) => [[row.tenant, row.rule, row.subject_kind, row.subject_id].join(' '), verdictText(row)]),
  )
  return { stream: standing.findings, sql }
}

const sorted = (findings: ReadonlyMap<string, string>) => [...findings].map((pair) => pair.join(': ')).sort()

describe('the stream agrees with the same rules asked as SQL of the raw events', () => {
  let database: TestEngine
  beforeAll(async () => void (database = await startDatabase()))
  afterAll(() => database.stop())

  test('of generated histories', async () => {
    const histories = Array.from({ length: RUNS }, (_, n) => ({ tenant: `t${n}`, events: generate(FIRST_SEED + n) }))
    const { stream, sql } = await bothTellings(database, histories)
    expect(sorted(sql)).toEqual(sorted(stream))
    expect(sql.size).toBeGreaterThan(RUNS / 4)
  }, 120_000)

  const vectors = sharedVectors()
  test.skipIf(vectors.length === 0)(
    'of the shared vectors',
    async () => {
      const histories = vectors.map(({ seed, events }) => ({ tenant: `v${seed}`, events }))
      const { stream, sql } = await bothTellings(database, histories)
      expect(sorted(sql)).toEqual(sorted(stream))
      expect(sql.size).toBeGreaterThan(1_000)
    },
    120_000,
  )
})
