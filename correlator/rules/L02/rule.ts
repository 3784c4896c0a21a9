import type { Severity } from '../../../schemas/policy.ts'
import { NEVER, type Millis } from '../../../schemas/time.ts'
import type { Credential } from '../../entities/credential.ts'
import type { CredentialRule } from '../rule.ts'

const ADMIN = 3

/** L02. A credential is accepted after its workload has been gone for longer than the grace. */
export const usedAfterItsWorkloadEnded: CredentialRule = {
  id: 'L02',
  version: 1,
  on: 'credential',
  judge(row) {
    if (row.w_ended === NEVER) return null
    const deadline = row.w_ended + row.grace
    if (row.used <= deadline) return null
    return {
      appears: Math.max(deadline, row.born),
      since: Math.max(row.w_ended, row.born),
      until: Math.max(row.valid_until, row.used),
      severity: severityAfter(row, deadline),
    }
  },
}

/** An action that was allowed weighs more than one that was refused to a credential that was accepted. */
function severityAfter(row: Credential, deadline: Millis): Severity {
  if (row.authorized <= deadline) return 'medium'
  return row.power === ADMIN ? 'critical' : 'high'
}
