import { EARLIEST, NEVER, parseRfc3339, toMillis, type Millis } from '../../schemas/time.ts'

const DATE = /^\d{4}-\d{2}-\d{2}$/
/** RFC 3339, and what YAML's timestamps allow beside it: spaces, and a zone of hours alone. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[Tt]|[ \t]+)(\d{2}:\d{2}:\d{2}(?:\.\d+)?)[ \t]*([Zz]|[+-]\d{2}(?::?\d{2})?)?$/
const HOURS_ALONE = /^[+-]\d{2}$/

const NO_TIME = 'is no time: write 2024-05-01 (midnight UTC) or 2024-05-01T10:00:00Z'
const NO_ZONE = 'does not say its zone: add Z for UTC, or an offset such as +02:00'
const TOO_EARLY = 'is before 1970: no time that early is kept; for "ever since" leave out `from`'

/** A time of the file, or what is wrong with it. What lies beyond 2199 is NEVER. */
export function readTime(text: string): Millis | string {
  if (DATE.test(text)) return inRange(parseRfc3339(`${text}T00:00:00Z`))
  const moment = MOMENT.exec(text)
  if (moment === null) return NO_TIME
  const [, date, clock, zone] = moment
  if (zone === undefined) return NO_ZONE
  return inRange(parseRfc3339(`${date}T${clock}${HOURS_ALONE.test(zone) ? `${zone}:00` : zone}`))
}

/** The first millisecond of 1970 stands for "unknown": who writes 1970-01-01 means the one after. */
function inRange(nanos: bigint | null): Millis | string {
  if (nanos === null) return NO_TIME
  if (nanos < 0n) return TOO_EARLY
  return Math.min(Math.max(toMillis(nanos), EARLIEST), NEVER)
}
