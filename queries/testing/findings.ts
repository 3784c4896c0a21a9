import type { ClickHouse } from '../../clickhouse/client.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { slotSql } from '../../schemas/ddl/sql.ts'
import { withRecomputed } from '../recompute.ts'

/** Stores what the stream would have published of the events there are. */
export async function storeFindings(client: ClickHouse): Promise<void> {
  await withRecomputed(client, DEFAULT_POLICY, {}, (session) => session.command(STORE))
}

const STORE = `INSERT INTO lifespan.findings
  (id, slot, tenant, rule, subject_kind, issuer, subject_id, subject_key, appears, since, until, severity, hash, version, rule_version, policy_version)
SELECT id, ${slotSql('key')}, tenant, rule, subject_kind, issuer, subject_id, key, appears, since, until, severity,
  lower(hex(substring(SHA256(arrayStringConcat([id, toString(appears), toString(since), toString(until), severity], '\\0')), 1, 16))),
  1, 1, 'of the test'
FROM recomputed`
