import { OWNERS_SOURCE } from '../../collector/owners/feed.ts'
import { formatRfc3339, HOUR } from '../../schemas/time.ts'
import { formatDuration } from '../durations.ts'
import type { Place } from '../system/place.ts'
import { ok, warn, type Check } from './check.ts'
import type { Stored } from './around.ts'

/** Sources that live say something more often. */
const QUIET = HOUR

const HEARD = `SELECT toString(source) AS source, toUnixTimestamp64Milli(max(received_at)) AS last
FROM lifespan.account FINAL WHERE source != {owners:String} GROUP BY source ORDER BY source`

/** When each source was heard of last. An owners file is read when it is named. */
export const silence: Check<Stored> = {
  name: 'silence',
  look: async ({ client, place, now }) => {
    const rows = await client.rows<{ source: string; last: string }>(HEARD, { owners: OWNERS_SOURCE })
    if (rows.length === 0) return [warn('all sources', 'nothing was ever received', whatToDo(place))]
    return rows.map(({ source, last }) => {
      const ago = now - Number(last)
      const what = `received last ${formatDuration(ago)} ago, at ${formatRfc3339(Number(last))}`
      return ago < QUIET ? ok(source, what) : warn(source, what, whatToDo(place))
    })
  },
}

function whatToDo({ run }: Place): string {
  if (run === null)
    return 'nothing runs here that would receive OTLP: npx lifespan up. A file is read once: npx lifespan ingest'
  return `is its sender up, and does it send to ${run.otlp}? Of a file that was read once it is no trouble`
}
