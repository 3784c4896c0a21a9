import { NEVER } from '../../../schemas/time.ts'
import type { IdentityRule } from '../rule.ts'

/** G02. An identity was issued credentials before anybody was assigned to answer for it. */
export const identityWithoutOwner: IdentityRule = {
  id: 'G02',
  version: 1,
  on: 'identity',
  judge(row) {
    if (row.issued_first === NEVER || row.platform || !row.has_owner_source) return null
    if (row.assigned_first <= row.issued_first) return null
    return { appears: row.issued_first, since: row.issued_first, until: row.assigned_first, severity: 'low' }
  },
}
