import type { Verdict } from '../../../schemas/findings.ts'
import { bucketOf, severityOf } from '../../../schemas/policy.ts'
import type { Credential } from '../../entities/credential.ts'
import type { Episode } from '../../entities/ownership.ts'
import type { CredentialRule } from '../rule.ts'

/** G01. A credential is valid although nobody has answered for its identity for longer than the grace. */
export const orphanedOwner: CredentialRule = {
  id: 'G01',
  version: 1,
  on: 'credential',
  judge(row, policy) {
    let latest: Verdict | null = null
    for (const episode of row.gone_episodes) {
      const verdict = orphanedIn(row, episode, policy.ownerGrace)
      if (verdict !== null && (latest === null || isLater(verdict, latest))) latest = verdict
    }
    return latest
  },
}

function orphanedIn(row: Credential, { gone, back }: Episode, grace: number): Verdict | null {
  const appears = Math.max(gone + grace, row.born)
  const until = Math.min(back, row.valid_until)
  if (appears >= until) return null
  const since = Math.max(gone, row.born)
  const score = row.power + bucketOf(row.ends - since) + (row.used > gone ? 2 : 0) + (row.prod ? 1 : 0)
  return { appears, since, until, severity: severityOf(score) }
}

/** Of several episodes the one with the greatest (since, appears, until) is the finding. */
function isLater(one: Verdict, other: Verdict): boolean {
  return (one.since - other.since || one.appears - other.appears || one.until - other.until) > 0
}
