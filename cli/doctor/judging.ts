import { MINUTE } from '../../schemas/time.ts'
import { formOf } from '../system/log-form.ts'
import { formatDuration } from '../durations.ts'
import type { Stored } from './around.ts'
import { fail, ok, warn, type Check, type Result } from './check.ts'

/** A running stream judges what it received within moments, and writes down how far it came once a second. */
const BEHIND = MINUTE

/** Of what was received behind the mark: how much it is, and since when the oldest of it waits. */
const WAITING = `SELECT count() AS events, countIf(received > judged) AS waiting, minIf(received, received > judged) AS since
FROM (SELECT toUnixTimestamp64Milli(received_at) AS received FROM lifespan.events) AS stored
CROSS JOIN (SELECT max(mark) AS judged FROM lifespan.progress WHERE name = 'judged_through') AS marked`

interface Waiting {
  readonly events: string
  readonly waiting: string
  readonly since: string
}

/** Whether what was received is judged. */
export const judging: Check<Stored> = {
  name: 'judging',
  look: async ({ client, place, now }) => {
    // Of a log in Kafka each group says how far it is.
    if ((await formOf(client)) === 'kafka') return []
    const [row] = await client.rows<Waiting>(WAITING)
    return [judgeMark(row!, place.run?.pid, now)]
  },
}

function judgeMark({ events, waiting, since }: Waiting, pid: number | undefined, now: number): Result {
  const where = pid === undefined ? 'stored events' : `process ${pid}`
  if (waiting === '0') return ok(where, `all of ${events} events are judged`)
  const what = `${waiting} of ${events} events not judged yet`
  if (pid === undefined) return warn(where, what, 'it was cut short; the next start judges them: npx lifespan up')
  const long = now - Number(since)
  if (long < BEHIND) return ok(where, `${what}, received within ${formatDuration(long)}`)
  return fail(
    where,
    `${what}, the first for ${formatDuration(long)}`,
    'see what it prints, and restart it: nothing is lost',
  )
}
