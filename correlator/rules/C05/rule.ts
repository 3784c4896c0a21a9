import { NEVER, UNKNOWN } from '../../../schemas/time.ts'
import type { CredentialRule } from '../rule.ts'

/** C05. The revocation of an ancestor did not reach a credential: it was used after it, or is still valid. */
export const survivesRevocation: CredentialRule = {
  id: 'C05',
  version: 1,
  on: 'credential',
  judge(row) {
    const { lineage_revoked } = row.told
    if (lineage_revoked === NEVER) return null
    const deadline = lineage_revoked + row.issuer.propagation
    const appears = Math.max(deadline, row.born)
    const since = Math.max(lineage_revoked, row.born)
    // A use shows that it did not end, whatever should have ended it.
    if (row.used > deadline) return { appears, since, until: Math.max(row.own_end, row.used), severity: 'critical' }
    const until = row.valid_until
    return row.expiry === UNKNOWN || until <= appears ? null : { appears, since, until, severity: 'high' }
  },
}
