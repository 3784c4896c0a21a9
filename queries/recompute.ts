import type { ClickHouse, QueryParams } from '../clickhouse/client.ts'
import type { SubjectKind } from '../schemas/findings.ts'
import type { Policy, Severity } from '../schemas/policy.ts'
import type { Millis } from '../schemas/time.ts'
import { RULES_IN_SQL } from './rule-ids.ts'
import { keepIssuerPolicies, ruleParameters, type Horizon } from './rule-parameters.ts'
import { inSession, type Session } from './session.ts'
import { partsIn, sqlFile, sqlFiles, withParts, type Parts } from './sql-text.ts'

/** A finding as SQL over raw events has it. */
export interface RecomputedFinding {
  readonly id: string
  readonly rule: string
  readonly tenant: string
  readonly subject_kind: SubjectKind
  readonly issuer: string
  readonly subject_id: string
  readonly appears: Millis
  readonly since: Millis
  readonly until: Millis
  readonly severity: Severity
}

/** 64-bit integers come as strings. */
type Times<T> = { readonly [K in keyof T]: T[K] extends Millis ? string : T[K] }

export interface RecomputeOptions extends Horizon {
  /** By default all. */
  readonly rules?: readonly string[] | undefined
}

/** Every finding there is, visible yet or not, told from `lifespan.events` alone. Sorted by since, rule, id. */
export function recompute(
  client: ClickHouse,
  policy: Policy,
  options: RecomputeOptions = {},
): Promise<RecomputedFinding[]> {
  return withRecomputed(client, policy, options, async (session) => {
    const rows = await session.rows<Times<RecomputedFinding>>(
      `SELECT * EXCEPT key FROM recomputed ORDER BY since, rule, id`,
    )
    return rows.map((row) => ({
      ...row,
      appears: Number(row.appears),
      since: Number(row.since),
      until: Number(row.until),
    }))
  })
}

/** A session with the temporary table `recomputed`, and those that it was made from; `params` are those of the rules. */
export type RecomputedWork<T> = (session: Session, params: QueryParams) => Promise<T>

/** Recomputes into the temporary table `recomputed`, and runs `work` beside it. */
export function withRecomputed<T>(
  client: ClickHouse,
  policy: Policy,
  { rules = RULES_IN_SQL, ...horizon }: RecomputeOptions,
  work: RecomputedWork<T>,
): Promise<T> {
  return inSession(client, async (session) => {
    const asked = ruleParameters(policy, await fixed(session, horizon))
    const parts = partsIn('rules/shared')
    await keepIssuerPolicies(session, policy)
    const params = { ...asked, paths: await keepSteps(session, asked, parts) }
    await session.keep('recomputed', NO_FINDINGS)
    for (const rule of rules) await session.command(addFindings(rule, parts), params)
    return work(session, params)
  })
}

/** All steps see the same events, though more come in meanwhile. */
async function fixed(session: Session, { asOf, knownAt }: Horizon): Promise<Horizon> {
  if (knownAt !== undefined) return { asOf, knownAt }
  const [last] = await session.rows<{ at: string }>(
    'SELECT toUnixTimestamp64Milli(max(received_at)) AS at FROM lifespan.events',
  )
  return { asOf, knownAt: Number(last!.at) }
}

/** Returns the table of all paths. */
async function keepSteps(session: Session, params: QueryParams, parts: Parts): Promise<string> {
  let paths = 'path_1'
  for (const file of sqlFiles('rules/steps')) {
    const name = file.replace(/^\d+_/, '')
    await session.keep(name, withParts(sqlFile(`rules/steps/${file}.sql`), parts), { ...params, paths })
    if (name === 'path_1') paths = await longestPaths(session, params)
  }
  return paths
}

const MAX_DOUBLINGS = 20

/** Doubles the paths until nothing changes, and returns the table that holds them all. */
async function longestPaths(session: Session, params: QueryParams): Promise<string> {
  const doubling = sqlFile('rules/path_doubled.sql')
  let extent = await extentOf(session, 'path_1')
  for (let doublings = 0; ; doublings++) {
    const [paths, doubled] = [`path_${2 ** doublings}`, `path_${2 ** (doublings + 1)}`]
    if (doublings === MAX_DOUBLINGS) return paths
    await session.keep(doubled, doubling, { ...params, paths })
    await session.drop(paths)
    const grown = await extentOf(session, doubled)
    if (grown === extent) return doubled
    extent = grown
  }
}

async function extentOf(session: Session, paths: string): Promise<string> {
  const [row] = await session.rows<{ extent: string }>(
    `SELECT toString((count(), sum(changes), sum(same_issuer))) AS extent FROM ${paths}`,
  )
  return row!.extent
}

const NO_FINDINGS = `SELECT
  '' AS id, '' AS rule, '' AS tenant, '' AS subject_kind, '' AS issuer, '' AS subject_id, toFixedString('', 16) AS key,
  toInt64(0) AS appears, toInt64(0) AS since, toInt64(0) AS until, '' AS severity
WHERE false`

const SUBJECT_KINDS: Readonly<Record<string, SubjectKind>> = { G02: 'identity' }

function addFindings(rule: string, parts: Parts): string {
  const kind = SUBJECT_KINDS[rule] ?? 'credential'
  const text = [`tenant`, `'${rule}'`, `'${kind}'`, 'issuer', 'subject_id'].join(`, '\\0', `)
  return `INSERT INTO recomputed
SELECT lower(hex(substring(SHA256(concat(${text})), 1, 16))), '${rule}', tenant, '${kind}', issuer, subject_id, key,
  appears, since, until, severity
FROM (
${withParts(sqlFile(`rules/${rule}.sql`), parts)}
)`
}
