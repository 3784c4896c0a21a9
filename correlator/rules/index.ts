import { transitiveChain } from './C01/rule.ts'
import { outlivesItsParent } from './C04/rule.ts'
import { survivesRevocation } from './C05/rule.ts'
import { orphanedOwner } from './G01/rule.ts'
import { identityWithoutOwner } from './G02/rule.ts'
import { outlivesItsWorkload } from './L01/rule.ts'
import { usedAfterItsWorkloadEnded } from './L02/rule.ts'
import { usedAfterRevocation } from './L03/rule.ts'
import type { Rule } from './rule.ts'

/** Every rule that is judged. A rule's place in the list is its number in memory. */
export const RULES: readonly Rule[] = [
  outlivesItsWorkload,
  usedAfterItsWorkloadEnded,
  usedAfterRevocation,
  transitiveChain,
  outlivesItsParent,
  survivesRevocation,
  orphanedOwner,
  identityWithoutOwner,
]
