import { ok, warn, type Check, type Result } from './check.ts'
import { LOOKED_BACK, type Stored } from './around.ts'

/** A record here and there is damaged; of one in twenty a form or a clock is not understood. */
const MUCH = 0.05

interface Taken {
  readonly source: string
  readonly received: string
  readonly rejected: string
  readonly reason: string
}

const TAKEN = `SELECT source, sum(records) AS received, sumIf(records, outcome = 'rejected') AS rejected,
  argMax(reason, if(outcome = 'rejected', records, 0)) AS reason
FROM (
  SELECT toString(source) AS source, toString(outcome) AS outcome, toString(reason) AS reason, sum(records) AS records
  FROM lifespan.account FINAL WHERE outcome != 'warning' AND received_at > now() - ${LOOKED_BACK}
  GROUP BY source, outcome, reason
) GROUP BY source ORDER BY source`

/** Whether what sources send can be read. */
export const rejected: Check<Stored> = {
  name: 'rejected',
  look: async ({ client }) => {
    const rows = await client.rows<Taken>(TAKEN)
    return rows.length === 0 ? [ok('all sources', 'nothing came in within a day')] : rows.map(judgeTaken)
  },
}

function judgeTaken({ source, received, rejected: bad, reason }: Taken): Result {
  const what = `${bad} of ${received} records of a day rejected`
  if (Number(bad) <= MUCH * Number(received)) return ok(source, what)
  return warn(source, `${what}, most of all: ${reason}`, `see where: npx lifespan query rejected source=${source}`)
}
