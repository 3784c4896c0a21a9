import type { ClickHouse } from '../clickhouse/client.ts'
import { TIMELINE_LENGTH } from '../schemas/entities.ts'
import { NEVER, type Millis } from '../schemas/time.ts'
import type { Policy } from '../schemas/policy.ts'
import type { ListedFinding } from './listed-finding.ts'
import { millisOf } from './moments.ts'
import { isGone, isHeld, spansOf, type OwnerChange, type Span, type Tenure } from './ownership.ts'
import { sqlFile, withParts } from './sql-text.ts'
import { viewParts } from './views.ts'

/** A stretch [gone, back) in which nobody answers for an identity. */
export interface Gap {
  readonly identity: string
  readonly gone: Millis
  readonly back: Millis
  /** Whose departure or whose assignment's end it began with. */
  readonly tenure: Tenure
  /** Who answers from `back` on. */
  readonly next: string | null
}

/** Whoever answered last before a finding, and until when (NEVER: they still do, as far as anybody said). */
export interface Holder {
  readonly owner: string
  readonly until: Millis
}

export interface OwnerStory {
  /** Null where somebody answers for it when the finding begins, or nobody ever did. */
  readonly gap: Gap | null
  readonly before: Holder | null
}

/** Who answered for the identity of a finding, and the stretch without an owner that it begins in. */
export async function ownerStoryOf(client: ClickHouse, policy: Policy, finding: ListedFinding): Promise<OwnerStory> {
  const histories = await historiesOf(client, policy, finding)
  const [since, appears] = [millisOf(finding.since), millisOf(finding.appears)]
  const gaps = [...histories].flatMap(([identity, spans]) => gapAt(identity, spans, since))
  // Sources may disagree about the identity: the rule speaks of one of both.
  const gap = gaps.find(({ gone }) => Math.max(gone + policy.ownerGrace, since) === appears) ?? gaps[0] ?? null
  return { gap, before: holderBefore(histories.get(gap?.identity ?? finding.identity ?? '') ?? [], since) }
}

interface Row {
  readonly identity: string
  readonly at: string
  readonly is_assignment: boolean
  readonly is_named: boolean
  readonly owner: string
  readonly turns: readonly (readonly [at: string, on: number])[]
}

async function historiesOf(client: ClickHouse, policy: Policy, { tenant, subject, identity }: ListedFinding) {
  const credential = subject.kind === 'credential' ? subject : { id: '', issuer: '' }
  const rows = await client.rows<Row>(withParts(sqlFile('explain/ownership.sql'), viewParts(policy)), {
    tenant,
    identity: identity ?? '',
    credential: credential.id,
    issuer: credential.issuer ?? '',
    timeline: TIMELINE_LENGTH,
  })
  const changes = Map.groupBy(rows, (row) => row.identity)
  return new Map([...changes].map(([name, told]) => [name, spansOf(told.map(changeOf))]))
}

function changeOf(row: Row): OwnerChange {
  return {
    at: Number(row.at),
    on: row.is_assignment,
    owner: row.is_named ? row.owner : null,
    turns: row.turns.map(([at, on]) => ({ at: Number(at), on: on === 1 })),
  }
}

function gapAt(identity: string, spans: readonly Span[], at: Millis): Gap[] {
  const now = spans.findIndex(({ from, to }) => from <= at && at < to)
  if (now < 0 || !isGone(spans[now]!)) return []
  const first = spans.slice(0, now).findLastIndex((span) => !isGone(span)) + 1
  const next = spans.slice(now).find((span) => !isGone(span))
  const { from, tenure } = spans[first]!
  return [{ identity, gone: from, back: next?.from ?? NEVER, tenure: tenure!, next: next?.tenure?.owner ?? null }]
}

function holderBefore(spans: readonly Span[], at: Millis): Holder | null {
  const last = spans.findLastIndex((span) => span.from < at && isHeld(span))
  if (last < 0) return null
  const { owner } = spans[last]!.tenure!
  const other = spans.slice(last).find((span) => !isHeld(span) || span.tenure!.owner !== owner)
  return { owner, until: other?.from ?? NEVER }
}
