import { createHash } from 'node:crypto'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { writeProgress } from '../../clickhouse/progress.ts'
import { canonical, type Policy } from '../../schemas/policy.ts'
import { note } from '../output.ts'

/** Which policy that is: of two that say the same, the same. */
export function policyVersion(policy: Policy): string {
  const { grace, graceDefault, issuers, issuerDefault, unknownExpiry, ownerGrace, chainDepth } = canonical(policy)
  const numbers = [grace, graceDefault, issuers, issuerDefault, unknownExpiry, ownerGrace, chainDepth]
  return createHash('sha256').update(JSON.stringify(numbers)).digest('hex').slice(0, 12)
}

/** Takes the policy to go by, given those under which the stored findings came about: none where nothing was judged yet. */
export type ChoosePolicy = (judgedUnder: readonly Policy[]) => Policy

/** Names in `progress`: what all was judged under, and what a start has begun to judge under. */
const JUDGED = 'policy'
const BEGUN = 'policy_begun'

/** Under which policies the stored findings came about: two where a start under another one was cut short, the newest first. */
export async function policiesOf(client: ClickHouse): Promise<readonly Policy[]> {
  const rows = await client.rows<{ name: string; note: string }>(
    'SELECT name, note FROM lifespan.progress FINAL WHERE name IN {names:Array(String)} ORDER BY name DESC',
    { names: [JUDGED, BEGUN] },
  )
  return [...new Set(rows.map((row) => row.note))].map((text) => JSON.parse(text) as Policy)
}

/** Writes down that all is about to be judged under a policy, where it is another one; call what it returns once it was. */
export async function beginUnder({ client, policy, judgedUnder }: Judging): Promise<() => Promise<void>> {
  const version = policyVersion(policy)
  const [last, ...older] = judgedUnder.map(policyVersion)
  if (last === version && older.length === 0) return () => Promise.resolve()
  if (last !== undefined && last !== version)
    note(`the policy is ${version} and was ${last}: all that was ever found is judged again`)
  await writeProgress(client, BEGUN, { note: textOf(policy) })
  return () => writeProgress(client, JUDGED, { note: textOf(policy) })
}

interface Judging {
  readonly client: ClickHouse
  readonly policy: Policy
  readonly judgedUnder: readonly Policy[]
}

const textOf = (policy: Policy) => JSON.stringify(canonical(policy))
