/** Tries the law of secrecy on one secret after the other, until one is sent on; prints it. Argument: how many at most. */
import { FORMAT_NAMES } from '../../../redaction/canaries/canaries.ts'
import type { Death } from './hunt.ts'
import { nextTrial } from './next-trial.ts'
import { secrecy } from './secrecy/secrecy.ts'

/** Each format thrice. */
const MOST_SECRETS = 3 * FORMAT_NAMES.length

async function hunt(): Promise<Death> {
  for (let seed = 0; seed < Math.min(Number(process.argv[2]), MOST_SECRETS); seed++) {
    nextTrial()
    if ((await secrecy(seed)) !== null) return { law: 'secrecy', seed }
  }
  return null
}

console.log(JSON.stringify(await hunt()))
