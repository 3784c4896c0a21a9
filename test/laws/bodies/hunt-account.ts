/** Tries the law of account on many sources at once, until one is miscounted; prints it. Arguments: the number of trials, the server. */
import fc from 'fast-check'
import { connect } from '../../../clickhouse/client.ts'
import { account } from './account/account.ts'
import { plan } from './account/plan.ts'
import type { Death } from './hunt.ts'
import { nextTrial } from './next-trial.ts'

const AT_ONCE = 20
const MOST_TRIALS = 10

const [most, url, user, password] = process.argv.slice(2)
const client = connect({ url: url!, user: user!, password: password! })

async function differs(seed: number): Promise<boolean> {
  const plans = fc.sample(plan, { seed, numRuns: AT_ONCE })
  try {
    return (await account(client, plans, `${process.pid}-${seed}`)) !== null
  } catch {
    return true
  }
}

async function hunt(): Promise<Death> {
  for (let seed = 0; seed < Math.min(Number(most), MOST_TRIALS); seed++) {
    nextTrial()
    if (await differs(seed)) return { law: 'account', seed }
  }
  return null
}

console.log(JSON.stringify(await hunt()))
await client.close()
