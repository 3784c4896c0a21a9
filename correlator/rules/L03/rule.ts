import { NEVER } from '../../../schemas/time.ts'
import type { CredentialRule } from '../rule.ts'

/** L03. A credential is accepted after its revocation should have reached everybody. */
export const usedAfterRevocation: CredentialRule = {
  id: 'L03',
  version: 1,
  on: 'credential',
  judge(row) {
    const { revoked, used } = row
    if (revoked === NEVER) return null
    const appears = revoked + row.issuer.propagation
    if (used <= appears) return null
    return { appears, since: revoked, until: Math.max(row.ends, used), severity: 'critical' }
  },
}
