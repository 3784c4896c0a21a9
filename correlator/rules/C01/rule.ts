import { DEPTH_CAP, severityOf } from '../../../schemas/policy.ts'
import type { CredentialRule } from '../rule.ts'

/** C01. A credential stands at the end of a chain of principals that is too long. */
export const transitiveChain: CredentialRule = {
  id: 'C01',
  version: 1,
  on: 'credential',
  judge(row, policy) {
    const { depth } = row
    if (depth < policy.chainDepth) return null
    const until = row.valid_until
    if (until <= row.born) return null
    const score = row.power + (depth - policy.chainDepth) + (row.prod ? 1 : 0)
    return { appears: row.born, since: row.born, until, severity: depth === DEPTH_CAP ? 'critical' : severityOf(score) }
  },
}
