import type { ClickHouse } from '../clickhouse/client.ts'
import { MEANING } from '../clickhouse/our-settings.ts'
import { ANALYST_DATABASE } from '../schemas/ddl/sql.ts'
import { TIMELINE_LENGTH } from '../schemas/entities.ts'
import { RULE_TEXTS } from '../schemas/frameworks.ts'
import { DEFAULT_POLICY, type Policy } from '../schemas/policy.ts'
import { NEVER } from '../schemas/time.ts'
import { partsIn, sqlFile, sqlFiles, withParts, type Parts } from './sql-text.ts'

/** The names of the analyst's views. */
export function viewNames(): readonly string[] {
  return sqlFiles('views')
}

/** Whoever asks may have set anything. */
const SETTINGS = `SETTINGS ${Object.entries(MEANING)
  .map(([name, value]) => `${name} = ${literal(String(value))}`)
  .join(', ')}`

/** The views that analysts read, as `CREATE OR REPLACE` statements. They change with the policy: make them again when it does. */
function viewStatements(policy: Policy): readonly string[] {
  const parts = viewParts(policy)
  return viewNames().map((name) => {
    const select = withParts(sqlFile(`views/${name}.sql`), parts)
    return `CREATE OR REPLACE VIEW ${ANALYST_DATABASE}.${name} DEFINER = CURRENT_USER SQL SECURITY DEFINER AS\n${bound(select, policy)}\n${SETTINGS}`
  })
}

/** Makes or replaces the views in the database `analyst`. The tables must be there. */
export async function createViews(client: ClickHouse, policy: Policy = DEFAULT_POLICY): Promise<void> {
  for (const statement of viewStatements(policy)) await client.command(statement)
}

/** What the views share, and what depends on the policy: the same for a question that is asked at another moment. */
export function viewParts(policy: Policy): Parts {
  return new Map([...partsIn('views/shared'), ['lateness', latenessPart(policy)], ['titleOf', titlePart()]])
}

/** A view takes no parameters: it is always asked now. */
function bound(select: string, { unknownExpiry }: Policy): string {
  return select
    .replaceAll('{now:Int64}', "toUnixTimestamp64Milli(now64(3, 'UTC'))")
    .replaceAll('{never:Int64}', `toInt64(${NEVER})`)
    .replaceAll('{unknown_expiry:Int64}', `toInt64(${unknownExpiry})`)
    .replaceAll('{timeline:Int8}', String(TIMELINE_LENGTH))
}

/** By when an issuer's records are there: the first pattern that matches and says it decides, as in `issuerPolicy`. */
function latenessPart({ issuers, issuerDefault }: Policy): string {
  const said = issuers.filter(({ lateness }) => lateness !== undefined)
  const cases = said.map(({ match, lateness }) => {
    const pattern = match.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%')
    return `toString(issuer) LIKE ${literal(pattern)}, ${lateness}, `
  })
  return `issuer -> multiIf(${cases.join('')}false, 0, ${issuerDefault.lateness}) AS lateness`
}

function titlePart(): string {
  const titles = Object.entries(RULE_TEXTS).map(([rule, { title }]) => [literal(rule), literal(title)] as const)
  const list = (at: 0 | 1) => `[${titles.map((pair) => pair[at]).join(', ')}]`
  return `rule -> transform(toString(rule), ${list(0)}, ${list(1)}, toString(rule)) AS titleOf`
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
