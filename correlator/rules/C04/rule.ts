import { UNKNOWN } from '../../../schemas/time.ts'
import type { CredentialRule } from '../rule.ts'

/** C04. A credential is valid for longer than the one it was made from, by schedule. */
export const outlivesItsParent: CredentialRule = {
  id: 'C04',
  version: 1,
  on: 'credential',
  judge(row) {
    const { p_expires } = row.told
    if (p_expires === UNKNOWN || row.expiry === UNKNOWN || row.issuer.cascades) return null
    // Of a parent that never expires nothing is later.
    const appears = Math.max(p_expires + row.issuer.overhang, row.born)
    const until = row.valid_until
    if (until <= appears) return null
    return { appears, since: Math.max(p_expires, row.born), until, severity: row.irrevocable ? 'high' : 'medium' }
  },
}
