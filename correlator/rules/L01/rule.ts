import { bucketOf, severityOf, type Severity } from '../../../schemas/policy.ts'
import { NEVER, UNKNOWN, type Millis } from '../../../schemas/time.ts'
import type { Credential } from '../../entities/credential.ts'
import type { CredentialRule } from '../rule.ts'

/** L01. A credential is still valid when its workload has been gone for longer than the grace. */
export const outlivesItsWorkload: CredentialRule = {
  id: 'L01',
  version: 1,
  on: 'credential',
  judge(row) {
    if (row.w_ended === NEVER || row.expiry === UNKNOWN) return null
    const appears = Math.max(row.w_ended + row.grace, row.born)
    const until = row.valid_until
    if (until <= appears) return null
    const since = Math.max(row.w_ended, row.born)
    return { appears, since, until, severity: severityAfter(row, since) }
  },
}

function severityAfter(row: Credential, since: Millis): Severity {
  if (row.expiry === NEVER) return 'critical'
  const usedAfter = row.used > row.w_ended + row.grace ? 3 : 0
  const neverUsed = row.used === UNKNOWN ? 2 : 0
  const standing = (row.renewable ? 1 : 0) + (row.prod ? 1 : 0)
  return severityOf(row.power + bucketOf(row.expiry - since) + usedAfter - neverUsed + standing)
}
