import type { ClickHouse } from '../clickhouse/client.ts'
import { QueryUsageError } from './catalogue.ts'

/** So many are named where one was meant. */
const MOST_NAMED = 6
const BEGINNING = 8

/** The id of a finding that begins so. Throws a {@link QueryUsageError} that says what to write where that is none's, or several's. */
export async function idOf(client: ClickHouse, given: string, flags = ''): Promise<string> {
  const prefix = given.trim().toLowerCase()
  if (prefix === '') throw new QueryUsageError("it needs a finding's id, or the beginning of it, and this is empty")
  const found = await client.rows<{ id: string; rule: string; subject: string }>(
    `SELECT toString(id) AS id, any(rule) AS rule, any(subject_id) AS subject FROM lifespan.findings
    WHERE startsWith(toString(id), {prefix:String}) GROUP BY id ORDER BY id LIMIT {most:UInt8}`,
    { prefix, most: MOST_NAMED + 1 },
  )
  if (found.length === 1) return found[0]!.id
  if (found.length === 0) throw new QueryUsageError(await noneSo(client, given.trim(), flags))
  const beginning = (id: string) => (prefix.length < BEGINNING ? id.slice(0, BEGINNING) : id)
  const commands = found
    .slice(0, MOST_NAMED)
    .map(({ id, rule, subject }) => commandFor(beginning(id), `${rule} ${subject}`, flags))
  const more = found.length > MOST_NAMED ? '\n  …' : ''
  throw new QueryUsageError(`several findings' ids begin with ${JSON.stringify(given)}:${commands.join('')}${more}`)
}

/** People give the id of a credential, a workload or an identity: the findings about it have ids of their own. */
async function noneSo(client: ClickHouse, given: string, flags: string): Promise<string> {
  const about = await client.rows<{ id: string; rule: string; what: string }>(
    `SELECT id, rule, multiIf(subject_id = {given:String}, toString(subject_kind), workload = {given:String}, 'workload', 'identity') AS what
    FROM analyst.findings WHERE {given:String} IN (subject_id, workload, identity) ORDER BY since, rule, id LIMIT {most:UInt8}`,
    { given, most: MOST_NAMED },
  )
  if (about.length === 0)
    return `no finding's id begins with ${JSON.stringify(given)}, and none is about it: npx lifespan findings${flags} lists them`
  const commands = about.map(({ id, rule }) => commandFor(id.slice(0, BEGINNING), rule, flags))
  return `${given} is the id of ${article(about[0]!.what)}, not of a finding. What was found about it:${commands.join('')}`
}

const commandFor = (beginning: string, what: string, flags: string) =>
  `\n  npx lifespan explain ${beginning}${flags}   # ${what}`

const article = (noun: string) => (noun === 'identity' ? `an ${noun}` : `a ${noun}`)
