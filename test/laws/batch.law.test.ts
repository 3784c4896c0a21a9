import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEngine } from '../../clickhouse/test-engine.ts'
import { createFindingRows } from '../../correlator/io/finding-row.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { BLOCK_COLUMNS, encodeBatch } from '../../log/block.ts'
import { recompute } from '../../queries/recompute.ts'
import { RULES_IN_SQL } from '../../queries/rule-ids.ts'
import { findingId, type SubjectKind } from '../../schemas/findings.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import type { HistoryEvent, HistoryFinding } from '../histories/history.ts'
import { Random } from '../histories/random.ts'
import { Board, END_OF_TIME } from '../histories/replay.ts'
import { sharedVectors } from '../histories/vectors.ts'
import { batchOfTenants, Crowd, tenantOf, type TenantEvent } from './bodies/crowd.ts'
import { judgedTruth } from './bodies/trial.ts'
import { startDatabase } from './database.ts'
import { FIRST_SEED, RUNS } from './runs.ts'

const RECEIVED = Date.UTC(2026, 0, 1)
const rules = RULES.map(({ id }) => id)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let database: TestEngine
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(() => database.stop())

type Told = Omit<HistoryFinding, 'subject'> & { readonly tenant: string; readonly id: string; readonly subject: string }

/** A finding as one line, by its tenant. */
const line = ({ tenant, rule, id, subject, appears, since, until, severity }: Told) =>
  `${tenant} ${rule} ${subject} ${appears} ${since} ${until ?? NEVER} ${severity} ${id}`

/** What is true of a history of a tenant, with the ids that its findings must have. */
function truthLines(tenant: string, events: readonly HistoryEvent[]): string[] {
  const issuers = new Map(events.map(({ credential, issuer }) => [credential, issuer]))
  return judgedTruth(events).map((finding) => {
    const kind = finding.subject.kind as SubjectKind
    const issuer = kind === 'credential' ? issuers.get(finding.subject.id)! : ''
    const id = findingId(sha256, finding.rule, { tenant, kind, issuer, id: finding.subject.id })
    return line({ ...finding, tenant, id, subject: finding.subject.id })
  })
}

/** What the stream publishes of all tenants side by side. */
function streamLines(events: readonly TenantEvent[], random: Random): string[] {
  const { engine } = new Board()
  for (const part of random.parts(events, 5)) engine.merge(batchOfTenants(part))
  const toRow = createFindingRows(engine.state, DEFAULT_POLICY)
  return engine.judge(END_OF_TIME).map((change) => {
    const { id, subject } = toRow(change, END_OF_TIME)
    return line({ ...change.verdict, rule: change.rule.id, tenant: subject.tenant, id, subject: subject.id })
  })
}

/** What SQL over raw events says of all tenants side by side; some of the events came twice. */
async function sqlLines(events: readonly TenantEvent[], random: Random, asOf?: number): Promise<string[]> {
  await database.lifespan.command('TRUNCATE TABLE lifespan.events')
  const batch = batchOfTenants([...events, ...random.sample(events, Math.floor(events.length / 5))])
  batch.receive(RECEIVED)
  await database.lifespan.insertNative('lifespan.events', BLOCK_COLUMNS, encodeBatch(batch))
  const found = await recompute(database.lifespan, DEFAULT_POLICY, { rules, asOf })
  return found.map((finding) => line({ ...finding, subject: finding.subject_id }))
}

/** Lines that only one of both has, and the tenants that they are of. */
function differences(found: readonly string[], truth: readonly string[]): string[] {
  const [seen, wanted] = [new Set(found), new Set(truth)]
  const missing = truth.filter((text) => !seen.has(text)).map((text) => `missing: ${text}`)
  return [...missing, ...found.filter((text) => !wanted.has(text)).map((text) => `too much: ${text}`)].slice(0, 20)
}

describe('the stream agrees with the same rules asked as SQL', () => {
  test('each of which is told twice', () => {
    expect([...RULES_IN_SQL].sort()).toEqual([...rules].sort())
  })

  const random = new Random(FIRST_SEED)
  const crowd = new Crowd(Array.from({ length: RUNS }, (_, n) => FIRST_SEED + n))
  const all = crowd.mingled(random, (_, events) => events)
  const truth = [...crowd.histories].flatMap(([seed, events]) => truthLines(tenantOf(seed), events))

  test('of every history, in findings, in ids and with the truth', async () => {
    const sql = await sqlLines(all, random)
    expect(differences(streamLines(all, random), truth)).toEqual([])
    expect(differences(sql, truth)).toEqual([])
    expect(sql).toHaveLength(truth.length)
  })

  test('as of a moment, of what had happened by then', async () => {
    const asOf = random.pick(all).event.at
    const past = all.filter(({ event }) => event.at <= asOf)
    const known = [...crowd.histories].flatMap(([seed, events]) =>
      truthLines(
        tenantOf(seed),
        events.filter(({ at }) => at <= asOf),
      ),
    )
    expect(differences(await sqlLines(all, random, asOf), known)).toEqual([])
    expect(differences(streamLines(past, random), known)).toEqual([])
  })

  const vectors = sharedVectors()

  test.skipIf(vectors.length === 0)('of every shared history', async () => {
    const events = vectors.flatMap((vector) => vector.events.map((event) => ({ tenant: `v${vector.seed}`, event })))
    const known = vectors.flatMap((vector) => truthLines(`v${vector.seed}`, vector.events))
    expect(differences(streamLines(events, random), known)).toEqual([])
    expect(differences(await sqlLines(events, random), known)).toEqual([])
  })
})
