import { slotSql } from './sql.ts'

/** The columns of a finding's record in the topic of findings, which are those of the table, without keys. */
export const FINDING_COLUMNS = [
  'id String',
  'tenant String',
  'rule String',
  'subject_kind String',
  'issuer String',
  'subject_id String',
  'appears Int64',
  'since Int64',
  'until Int64',
  'severity String',
  'retracted UInt8',
  'hash String',
  'version UInt64',
  'writer String',
  'rule_version UInt16',
  'policy_version String',
  'environment String',
  'trust_domain String',
  'identity String',
  'owner String',
  'workload String',
  'chain_root String',
] as const

/** The header with the subject's key in hex: records are read by others, whom keys do not concern. */
export const KEY_HEADER = 'key'

/** A record as a row of `findings`; `header` gives the SQL of a record's header. */
export function findingSelect(header: (name: string) => string) {
  const key = `unhex(${header(KEY_HEADER)})`
  const columns = FINDING_COLUMNS.map((column) => column.split(' ')[0]!)
  return {
    select: `${columns.join(', ')}, ${slotSql(key)} AS slot, toFixedString(${key}, 16) AS subject_key`,
    where: `length(_error) = 0 AND length(${key}) = 16`,
  }
}
