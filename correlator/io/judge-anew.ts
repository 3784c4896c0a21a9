import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { Engine } from '../engine/engine.ts'
import { RULES } from '../rules/index.ts'
import type { Rule } from '../rules/rule.ts'
import { encodeFindings, inParts } from './encode-findings.ts'
import { createFindingRows } from './finding-row.ts'
import { restore } from './restore.ts'

/** Nothing that was published is known: whatever stands is judged as if for the first time. */
const PUBLISHED_OF: readonly Rule[] = []
const NOBODY = { name: '', policyVersion: '' }

/** What the rules make of all rows at a moment, whatever was published, as blocks of findings. Publishes nothing. */
export async function judgeAnew(
  client: ClickHouse,
  policy: Policy,
  now: Millis,
): Promise<{ readonly columns: string[]; readonly block: Uint8Array }[]> {
  const engine = new Engine(RULES, policy)
  await restore(client, engine, PUBLISHED_OF)
  const toRow = createFindingRows(engine.state, policy)
  const rows = engine.judge(now).map((change) => toRow(change, now))
  return inParts(rows).map((part) => encodeFindings(part, NOBODY))
}
