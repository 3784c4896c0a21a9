import { BOUNDING } from './mutants/bounding.ts'
import { JUDGING_CHAINS } from './mutants/judging-chains.ts'
import { JUDGING_LIVES } from './mutants/judging-lives.ts'
import { JUDGING_OWNERS } from './mutants/judging-owners.ts'
import { MERGING } from './mutants/merging.ts'
import type { Mutant } from './mutants/mutant.ts'
import { OWNING } from './mutants/owning.ts'
import { PUBLISHING } from './mutants/publishing.ts'
import { SHARING } from './mutants/sharing.ts'
import { STATING } from './mutants/stating.ts'
import { TELLING } from './mutants/telling.ts'

/** Planted errors: each promise has some that break it, or nothing would show that its law looks (faults: What testing by seeds taught). */
export const MUTANTS: readonly Mutant[] = [
  ...STATING,
  ...MERGING,
  ...TELLING,
  ...SHARING,
  ...OWNING,
  ...PUBLISHING,
  ...JUDGING_LIVES,
  ...JUDGING_CHAINS,
  ...JUDGING_OWNERS,
  ...BOUNDING,
]
