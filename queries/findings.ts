import type { ClickHouse, QueryParams } from '../clickhouse/client.ts'
import { TIMELINE_LENGTH } from '../schemas/entities.ts'
import type { Policy, Severity } from '../schemas/policy.ts'
import { NEVER, type Millis } from '../schemas/time.ts'
import { listed, type FindingRow, type ListedFinding } from './listed-finding.ts'
import { withRecomputed } from './recompute.ts'
import { partsIn, sqlFile, withParts, type Parts } from './sql-text.ts'
import { viewParts } from './views.ts'

export type { ListedFinding } from './listed-finding.ts'

/** Which findings are asked for, and as of when. What is not given does not narrow. */
export interface FindingsQuestion {
  readonly now: Millis
  readonly open?: boolean | undefined
  readonly rules?: readonly string[] | undefined
  readonly severities?: readonly Severity[] | undefined
  /** Configured names of sources: findings on whose subject any of them reported. */
  readonly sources?: readonly string[] | undefined
  /** Raw ids of subjects. */
  readonly subjects?: readonly string[] | undefined
  readonly ids?: readonly string[] | undefined
  readonly limit?: number | undefined
  /** Asked at that moment, with the events that had happened by then. */
  readonly asOf?: Millis | undefined
  /** With the events that had been received by then. */
  readonly knownAt?: Millis | undefined
}

/** Findings that were asked for, and how many there are without the limit. */
export interface FindingsAnswer {
  readonly findings: readonly ListedFinding[]
  readonly total: number
  readonly totalOpen: number
}

/** A row of the list, with the counts that are the same in each. */
interface CountedRow extends FindingRow {
  readonly total: string
  readonly total_open: string
}

/** The findings that stand, sorted by since, rule, id. With `asOf` or `knownAt` they are recomputed from events. */
export async function listFindings(
  client: ClickHouse,
  policy: Policy,
  question: FindingsQuestion,
): Promise<ListedFinding[]> {
  return (await findingRows(client, policy, question)).map(listed)
}

/** The same, counted. */
export async function askFindings(
  client: ClickHouse,
  policy: Policy,
  question: FindingsQuestion,
): Promise<FindingsAnswer> {
  const rows = await findingRows(client, policy, question)
  const findings = rows.map(listed)
  return { findings, total: Number(rows[0]?.total ?? 0), totalOpen: Number(rows[0]?.total_open ?? 0) }
}

async function findingRows(client: ClickHouse, policy: Policy, question: FindingsQuestion): Promise<CountedRow[]> {
  const params = questionParameters(question)
  const live = viewParts(policy)
  if (question.asOf === undefined && question.knownAt === undefined) {
    const parts = question.ids === undefined ? live : new Map([...live, ...ONLY_IDS])
    return client.rows<CountedRow>(findingsSql(parts), params, ISO)
  }
  return withRecomputed(client, policy, question, async (session, ruleParams) => {
    const parts = new Map([...partsIn('rules/shared'), ...live, ...partsIn('rules/asked')])
    return session.rows<CountedRow>(findingsSql(parts), { ...ruleParams, ...params }, ISO)
  })
}

/** How many findings stand, whoever asks. */
export async function countFindings(client: ClickHouse): Promise<number> {
  const [row] = await client.rows<{ found: string }>(
    'SELECT count() AS found FROM lifespan.findings FINAL WHERE retracted = 0',
  )
  return Number(row!.found)
}

/** Tenants of which nobody has said who owns what: G02 is silent there (rules: G02). */
export async function tenantsWithoutOwners(client: ClickHouse): Promise<string[]> {
  const rows = await client.rows<{ tenant: string }>(
    `SELECT DISTINCT toString(tenant) AS tenant FROM lifespan.events WHERE tenant NOT IN (
      SELECT tenant FROM lifespan.events
      WHERE type IN ('owner.assigned', 'owner.departed', 'owner.returned') AND outcome = 'ok'
    ) ORDER BY tenant`,
  )
  return rows.map(({ tenant }) => tenant)
}

/** Where few are asked for, nothing is looked up of the others. */
const ONLY_IDS: Parts = new Map([
  [
    'found',
    `found AS (SELECT * FROM lifespan.findings FINAL
      WHERE retracted = 0 AND appears < {now:Int64} AND toString(id) IN {ids:Array(String)})`,
  ],
  ['subjects', 'subjects AS (SELECT subject_key FROM lifespan.findings WHERE toString(id) IN {ids:Array(String)})'],
])

const ISO = { date_time_output_format: 'iso' }

function findingsSql(parts: Parts): string {
  return withParts(
    `SELECT *, count() OVER () AS total, countIf(shown.state = 'open') OVER () AS total_open FROM (
${sqlFile('views/findings.sql')}
) AS shown
WHERE (NOT {open:Bool} OR shown.state = 'open')
  AND (empty({rules:Array(String)}) OR shown.rule IN {rules:Array(String)})
  AND (empty({severities:Array(String)}) OR toString(shown.severity) IN {severities:Array(String)})
  AND (empty({subjects:Array(String)}) OR shown.subject_id IN {subjects:Array(String)})
  AND (empty({ids:Array(String)}) OR shown.id IN {ids:Array(String)})
  AND (empty({sources:Array(String)}) OR shown.id IN (
    SELECT toString(found.id) FROM found WHERE found.subject_key IN (
      SELECT arrayJoin([credential_key, identity_key]) FROM lifespan.events WHERE source IN {sources:Array(String)}
    )
  ))
ORDER BY shown.since, shown.rule, shown.id
LIMIT {limit:UInt64}`,
    parts,
  )
}

const EVERYTHING = 4_000_000_000

function questionParameters(question: FindingsQuestion): QueryParams {
  return {
    now: question.asOf ?? question.now,
    never: NEVER,
    timeline: TIMELINE_LENGTH,
    open: question.open ?? false,
    rules: question.rules ?? [],
    severities: question.severities ?? [],
    subjects: question.subjects ?? [],
    ids: question.ids ?? [],
    sources: question.sources ?? [],
    limit: question.limit ?? EVERYTHING,
  }
}
