import type { ClickHouse } from '../../clickhouse/client.ts'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import { startTestEngine, type TestEngine } from '../../clickhouse/test-engine.ts'
import type { Engine, FindingChange } from '../../correlator/engine/engine.ts'
import { createFindingRows, encodeFindings } from '../../correlator/io/finding-row.ts'
import { BLOCK_COLUMNS, encodeBatch } from '../../log/block.ts'
import { EventBatch } from '../../schemas/batch.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { addTo } from '../histories/replay.ts'
import type { HistoryEvent } from '../histories/history.ts'

/** A history that is a tenant of its own, so that many share one database. */
export interface TenantHistory {
  readonly tenant: string
  readonly events: readonly HistoryEvent[]
}

/** A real ClickHouse with the schema in it. */
export async function startDatabase(): Promise<TestEngine> {
  const engine = await startTestEngine()
  await bringUpToDate(engine.lifespan)
  return engine
}

/** One batch of the events of all tenants, received at a moment. */
export function batchOfAll(histories: readonly TenantHistory[], receivedAt: number): EventBatch {
  const batch = new EventBatch(1_024)
  for (const { tenant, events } of histories) addTo(batch, events, tenant)
  batch.receive(receivedAt)
  return batch
}

/** Inserts a batch as the log does. */
export function insert(client: ClickHouse, batch: EventBatch): Promise<void> {
  return client.insertNative('lifespan.events', BLOCK_COLUMNS, encodeBatch(batch))
}

/** What stands published, by tenant, rule and subject: as a sink that upserts has it, and as the table of findings does. */
export class Standing {
  readonly findings = new Map<string, string>()

  /** Takes over what an engine publishes at a moment, and stores it. */
  async take(client: ClickHouse, engine: Engine, now: number): Promise<number> {
    const toRow = createFindingRows(engine.state, DEFAULT_POLICY)
    const changes = engine.judge(now)
    for (const change of changes) this.#post(engine, change)
    if (changes.length === 0) return 0
    const { columns, block } = encodeFindings(
      changes.map((change) => toRow(change, now)),
      { name: 'law', policyVersion: 'default' },
    )
    await client.insertNative('lifespan.findings', columns, block)
    return changes.length
  }

  #post({ state }: Engine, { activity, rule, kind, row, verdict }: FindingChange): void {
    const { tenant } = state.authority(state[kind], row)
    const key = [tenant, rule.id, kind, state.id(state[kind], row)].join(' ')
    if (activity === 'retract') this.findings.delete(key)
    else this.findings.set(key, verdictText(verdict))
  }
}

/** A verdict as one text. */
export function verdictText(verdict: {
  appears: number
  since: number
  until: number | null
  severity: string
}): string {
  return [verdict.appears, verdict.since, verdict.until, verdict.severity].join(' ')
}
