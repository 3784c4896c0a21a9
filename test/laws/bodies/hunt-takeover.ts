/** Tries the law of takeover on one seed after the other until one differs; prints it. Arguments: the number of seeds, the first one. */
import type { Death } from './hunt.ts'
import { describeDifference } from './law.ts'
import { nextTrial } from './next-trial.ts'
import { takeover } from './takeover.ts'

const [most, first = '0'] = process.argv.slice(2)

async function hunt(): Promise<Death> {
  for (let seed = Number(first); seed < Number(first) + Number(most); seed++) {
    nextTrial()
    const difference = await takeover(seed)
    if (difference === null) continue
    if (process.env['LAWS_SHOW'] !== undefined) console.error(describeDifference(difference))
    return { law: 'takeover', seed }
  }
  return null
}

console.log(JSON.stringify(await hunt()))
