import type { ClickHouse } from '../clickhouse/client.ts'
import { askFindings, listFindings, type FindingsQuestion } from '../queries/findings.ts'
import type { Policy } from '../schemas/policy.ts'
import { formatRfc3339, LATEST } from '../schemas/time.ts'

const FINDING_ID = /^[0-9a-f]{32}$/

/** What to tell somebody who asked for findings and got none: what was looked at, and what narrowed it. */
export async function hintsOf(
  client: ClickHouse,
  policy: Policy,
  question: FindingsQuestion,
): Promise<readonly string[]> {
  const { now, asOf, knownAt, subjects = [] } = question
  const { total } = await askFindings(client, policy, { now, asOf, knownAt, limit: 1 })
  if (total === 0) return [await lookedAt(client, { asOf, knownAt })]
  const narrowed = narrowings(question).join(' ')
  const ids = subjects.map((id) => id.toLowerCase()).filter((id) => FINDING_ID.test(id))
  const named = ids.length === 0 ? [] : await listFindings(client, policy, { now, ids })
  return [
    `without ${narrowed} there ${total === 1 ? 'is 1 finding' : `are ${total} findings`}`,
    ...(await sourcesThatAreNot(client, question)),
    ...named.map(({ id }) => `${id} is the id of a finding, not of a subject: npx lifespan explain ${id}`),
  ]
}

function narrowings({ open, rules, severities, sources, subjects }: FindingsQuestion): string[] {
  const given = (flag: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`--${flag} ${values.join(',')}`]
  return [
    ...(open ? ['--open'] : []),
    ...given('rule', rules),
    ...given('severity', severities),
    ...given('source', sources),
    ...given('subject', subjects),
  ]
}

async function sourcesThatAreNot(client: ClickHouse, { sources = [] }: FindingsQuestion): Promise<string[]> {
  if (sources.length === 0) return []
  const rows = await client.rows<{ source: string }>('SELECT DISTINCT toString(source) AS source FROM lifespan.events')
  const known = rows.map(({ source }) => source).toSorted()
  const unknown = sources.filter((source) => !known.includes(source))
  return unknown.map((source) => `no source is called ${source}; there are: ${known.join(', ')}`)
}

async function lookedAt(client: ClickHouse, { asOf, knownAt }: Partial<FindingsQuestion>): Promise<string> {
  const isNow = asOf === undefined && knownAt === undefined
  const [row] = await client.rows<{ events: string; first: string; last: string }>(
    `SELECT count() AS events, toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time)) AS last
    FROM lifespan.events
    WHERE toUnixTimestamp64Milli(time) <= {asOf:Int64} AND toUnixTimestamp64Milli(received_at) <= {knownAt:Int64}`,
    { asOf: asOf ?? LATEST, knownAt: knownAt ?? LATEST },
  )
  const { events, first, last } = row!
  if (events === '0' && !isNow) return 'no events had come in by then'
  if (events === '0') return 'no events have come in yet: npx lifespan ingest reads logs, npx lifespan up takes OTLP'
  const [from, to] = [first, last].map((time) => formatRfc3339(Number(time)))
  const nothing = isNow ? 'no rule finds anything' : 'nothing was to be found then'
  return `${nothing}; ${events} events came in, of ${from} to ${to}`
}
