/** Tries the law of restart on many seeds at once, until one differs; prints it. Arguments: the number of seeds, the server's URL. */
import { connect } from '../../../clickhouse/client.ts'
import { ENTITIES } from '../../../schemas/entities.ts'
import type { Death } from './hunt.ts'
import { nextTrial } from './next-trial.ts'
import { restart } from './restart.ts'

const TABLES = ['events', 'links', 'findings', 'progress', ...ENTITIES.map(({ name }) => name)]
const AT_ONCE = 100

const [most, url, user, password] = process.argv.slice(2)
const client = connect({ url: url!, user: user!, password: password! })

async function hunt(): Promise<Death> {
  for (let seed = 0; seed < Number(most); seed += AT_ONCE) {
    nextTrial()
    await Promise.all(TABLES.map((table) => client.command(`TRUNCATE TABLE lifespan.${table}`)))
    const seeds = Array.from({ length: AT_ONCE }, (_, n) => seed + n)
    const difference = await restart(client, seeds)
    if (difference !== null) return { law: 'restart', seed: difference.seed }
  }
  return null
}

console.log(JSON.stringify(await hunt()))
await client.close()
