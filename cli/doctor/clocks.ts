import { TOO_FAR_AHEAD } from '../../collector/check.ts'
import { HOUR, MINUTE, SECOND } from '../../schemas/time.ts'
import { formatDuration } from '../durations.ts'
import { ok, warn, type Check, type Result } from './check.ts'
import { LOOKED_BACK, type Stored } from './around.ts'

/** Clocks that are kept right differ by less, and an event can't be received before it happens. */
const AHEAD = 5 * SECOND
/** A delay of at least so much that hardly changes for an hour is no delay, but a clock or a time zone. */
const CONSTANT = 30 * MINUTE
const STREAMED_FOR = HOUR
/** Of a delay that is one, the slowest tenth differs from the fastest by more. */
const STEADY = 0.1

const SET = 'set the clock of that source (NTP)'

interface Clock {
  readonly source: string
  readonly events: string
  readonly ahead: string
  readonly most: string
  /** Rejected, for they were too far ahead. */
  readonly refused: string
  readonly lags: readonly [string, string, string]
  readonly streamed: string
}

/** By source: times ahead of when they were received, and lags that only a wrong clock explains. Owners' times may lie ahead. */
const CLOCKS = `SELECT source, sum(known) AS events, countIf(lag < -${AHEAD}) AS ahead, -min(lag) AS most, sum(records) AS refused,
  quantilesExactIf(0.1, 0.5, 0.9)(lag, known) AS lags, max(received) - min(received) AS streamed
FROM (
  SELECT toString(source) AS source, toUnixTimestamp64Milli(received_at) AS received,
    received - toUnixTimestamp64Milli(time) AS lag, 1 AS known, 0 AS records
  FROM lifespan.events WHERE received_at > now() - ${LOOKED_BACK} AND NOT startsWith(toString(type), 'owner.')
  UNION ALL
  SELECT toString(source), toUnixTimestamp64Milli(received_at), 0, 0, records
  FROM lifespan.account FINAL WHERE received_at > now() - ${LOOKED_BACK} AND reason = {reason:String}
) GROUP BY source ORDER BY source`

/** Whether the clocks of the sources are right. */
export const clocks: Check<Stored> = {
  name: 'clocks',
  look: async ({ client }) => {
    const rows = await client.rows<Clock>(CLOCKS, { reason: TOO_FAR_AHEAD })
    return rows.length === 0 ? [ok('all sources', 'nothing came in within a day')] : rows.map(judgeClock)
  },
}

function judgeClock(clock: Clock): Result {
  const { source, events, ahead, most, refused } = clock
  if (refused !== '0')
    return warn(source, `rejected for times more than 5 minutes ahead: ${refused} records of a day`, SET)
  if (ahead !== '0') {
    const what = `received before they happened: ${ahead} of ${events} events of a day`
    return warn(source, `${what}, by up to ${formatDuration(Number(most))}`, SET)
  }
  const median = Number(clock.lags[1])
  if (!isConstant(clock))
    return ok(source, `${events} events of a day, none ahead; half came within ${formatDuration(median)}`)
  return warn(
    source,
    `its events come ${formatDuration(median)} late, all alike`,
    `${SET}; times are UTC, or say their offset`,
  )
}

function isConstant({ lags, streamed }: Clock): boolean {
  const [fast, median, slow] = lags.map(Number) as [number, number, number]
  return Number(streamed) >= STREAMED_FOR && median >= CONSTANT && slow - fast <= STEADY * median
}
