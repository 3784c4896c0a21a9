import type { Alert } from '../../alerts/alert.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { HOUR, type Millis } from '../../schemas/time.ts'
import { alertOf, type PublishedRow } from './published-row.ts'

/** A version is a moment, mostly; clocks that go back and long judging are within this. */
const OVERLAP = HOUR
const AT_ONCE = 10_000

/** Since when an owner is the owner (`ownerSince` of correlator/entities/ownership.ts): since the first assignment after the last to somebody else. */
const OWNER_SINCE = `if(other = 0, 0, arrayMin(arrayMap(one -> one.1, arrayFilter(one -> one.1 > other, assigned))))`
const ASSIGNED = `SELECT tenant, identity, groupUniqArray((toUnixTimestamp64Milli(time), owner_id)) AS assigned
  FROM lifespan.events WHERE type = 'owner.assigned' GROUP BY tenant, identity`
const FINDINGS = `SELECT toString(id) AS id, toString(hash) AS hash, version, tenant, rule, subject_kind, issuer, subject_id, appears, since, until,
  toString(severity) AS severity, retracted, identity, owner, workload, chain_root, environment, trust_domain, policy_version,
  arrayMax(arrayMap(one -> if(one.2 = owner, 0, one.1), arrayPushBack(assigned, (0, '')))) AS other, ${OWNER_SINCE} AS owner_since
FROM lifespan.findings FINAL LEFT JOIN (${ASSIGNED}) AS owned USING (tenant, identity)`
const QUERY = `${FINDINGS}
WHERE (version, id) > ({version:UInt64}, {id:String}) AND (NOT {open:Bool} OR (retracted = 0 AND until > {now:Int64}))
ORDER BY version, id LIMIT ${AT_ONCE}`

/** What stands published since a version, a part at a time; where there is none, all that is open. */
export async function* publishedSince(
  client: ClickHouse,
  position: number | null,
  now: Millis,
): AsyncGenerator<readonly Alert[]> {
  let from = { version: Math.max(0, (position ?? 0) - OVERLAP), id: '' }
  for (;;) {
    const rows = await client.rows<PublishedRow>(QUERY, { ...from, open: position === null, now })
    if (rows.length > 0) yield rows.map(alertOf)
    const last = rows.at(-1)
    if (last === undefined || rows.length < AT_ONCE) return
    from = { version: Number(last.version), id: last.id }
  }
}

/** The one finding whose id begins so. Throws where there is none, or several. */
export async function publishedWith(client: ClickHouse, id: string): Promise<Alert> {
  const rows = await client.rows<PublishedRow>(`${FINDINGS} WHERE startsWith(toString(id), {id:String}) LIMIT 2`, {
    id,
  })
  if (rows.length === 1) return alertOf(rows[0]!)
  const what = rows.length === 0 ? 'there is no finding' : 'there are several findings'
  throw new Error(`${what} ${id}: npx lifespan findings lists them`)
}
