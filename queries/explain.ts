import type { ClickHouse } from '../clickhouse/client.ts'
import { usesGoneBefore } from '../clickhouse/retention.ts'
import type { Policy } from '../schemas/policy.ts'
import { formatRfc3339, type Millis } from '../schemas/time.ts'
import { loadQuery, QueryUsageError } from './catalogue.ts'
import { chainDown, principalsOf, type ChainHop, type ChainRow } from './chain.ts'
import { tellClosing, tellDeadline, type Circumstances, type CredentialLife } from './explain-words.ts'
import { idOf } from './finding-id.ts'
import { eventsOf, type ExplainedEvent } from './explain-events.ts'
import { furtherOf, type FurtherQuestion } from './explain-further.ts'
import { ownerStoryOf, type Holder } from './explain-owner.ts'
import { listFindings, type ListedFinding } from './findings.ts'

/** A finding with all that it rests on. Nothing of this is its content: it is looked up when somebody asks. */
export interface ExplainedFinding {
  readonly finding: ListedFinding
  /** The sentences that lead to the deadline. */
  readonly deadline: readonly string[]
  /** In order. Of many uses those around the deadline; `uses` counts them all. */
  readonly events: readonly ExplainedEvent[]
  readonly uses: number
  /** Uses that were received before are gone (retention), and not among these; null where none is. */
  readonly usesGoneBefore: string | null
  /** The first accepted use after the end that the rule speaks of. */
  readonly firstUseAfter: ExplainedEvent | null
  /** Root first. */
  readonly chain: readonly ChainHop[]
  /** Who answered for it last before the finding, until when (null: they still do, or nobody did), and who does now. */
  readonly owner: { readonly before: string | null; readonly until: string | null; readonly now: string | null }
  readonly closing: string
  readonly further: readonly FurtherQuestion[]
}

export interface ExplainOptions {
  readonly now: Millis
  /** What further commands need to find the same data: ` --data there`. */
  readonly flags?: string
}

/** Explains a finding, by its id or the beginning of it. Throws a `QueryUsageError` where that is none's, or several findings'. */
export async function explain(
  client: ClickHouse,
  policy: Policy,
  idOrPrefix: string,
  { now, flags }: ExplainOptions,
): Promise<ExplainedFinding> {
  const id = await idOf(client, idOrPrefix, flags)
  const [finding] = await listFindings(client, policy, { now, ids: [id] })
  if (finding === undefined)
    throw new QueryUsageError(`finding ${id} was retracted: what is known by now does not bear it out (yet)`)
  const life = await lifeOf(client, finding)
  const chain = await chainOf(client, finding)
  const { gap, before } = await ownerStoryOf(client, policy, finding)
  const circumstances: Circumstances = { finding, life, policy, chain: principalsOf(chain), gap }
  const after = endOf(finding, life)
  const { events, uses, firstUseAfter } = await eventsOf(client, finding, after)
  const gone = await usesGoneBefore(client)
  return {
    finding,
    deadline: tellDeadline(circumstances),
    events,
    uses,
    usesGoneBefore: gone === 0 ? null : formatRfc3339(gone),
    firstUseAfter,
    chain,
    owner: { before: before?.owner ?? null, until: untilOf(before, now), now: finding.owner },
    closing: tellClosing(circumstances),
    further: furtherOf(finding, chain.length > 0, flags),
  }
}

function untilOf(before: Holder | null, now: Millis): string | null {
  return before === null || before.until > now ? null : formatRfc3339(before.until)
}

const ISO = { date_time_output_format: 'iso' }

async function lifeOf(client: ClickHouse, { tenant, subject }: ListedFinding): Promise<CredentialLife | null> {
  if (subject.kind !== 'credential') return null
  const [life] = await client.rows<CredentialLife>(
    `SELECT * FROM analyst.credentials
    WHERE tenant = {tenant:String} AND issuer = {issuer:String} AND credential_id = {id:String}`,
    { tenant, issuer: subject.issuer ?? '', id: subject.id },
    ISO,
  )
  return life ?? null
}

async function chainOf(client: ClickHouse, { tenant, subject, identity }: ListedFinding): Promise<ChainHop[]> {
  if (subject.kind !== 'credential') return []
  const params = { credential: subject.id, issuer: subject.issuer ?? '', hops: 20 }
  const rows = await client.rows<ChainRow>(loadQuery('chain-up').sql, params, ISO)
  const leaf = { issuer: subject.issuer ?? '', credential_id: subject.id, identity }
  const chain = chainDown(
    rows.filter((row) => row.tenant === tenant),
    leaf,
  )
  return namedHops(client, tenant, chain)
}

/** Of a root no issuance was seen: whom it speaks for, its uses say. */
async function namedHops(client: ClickHouse, tenant: string, chain: readonly ChainHop[]): Promise<ChainHop[]> {
  if (chain.length === 0) return []
  const rows = await client.rows<{ issuer: string; credential_id: string; identity: string | null }>(
    `SELECT issuer, credential_id, identity FROM analyst.credentials
    WHERE tenant = {tenant:String} AND credential_id IN {ids:Array(String)}`,
    { tenant, ids: chain.map(({ id }) => id) },
  )
  const nameOf = (hop: ChainHop) =>
    rows.find((row) => row.issuer === hop.issuer && row.credential_id === hop.id)?.identity
  return chain.map((hop) => ({ ...hop, identity: nameOf(hop) ?? hop.identity }))
}

/** The end after which a use matters: of the workload, or what the finding counts from. */
function endOf({ rule, since }: ListedFinding, life: CredentialLife | null): string {
  return ['L01', 'L02'].includes(rule) ? (life?.workload_ended ?? since) : since
}
