import { parseRfc3339, toMillis, type Millis } from '../../../schemas/time.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const TEXT = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})\s([AP])M$/

const two = (value: number | string) => String(value).padStart(2, '0')

/** CloudTrail's times are UTC; exports by way of Athena or a SIEM drop the `Z`. */
export function eventTime(text: string): bigint | null {
  return parseRfc3339(text) ?? parseRfc3339(`${text}Z`)
}

/** `Jul 10, 2023, 6:30:22 PM`, before 2023 `Nov 29, 2018 4:31:59 AM`, or RFC 3339. Null where it is no time. */
export function expirationOf(text: string): Millis | null {
  const nanos = TEXT.test(text) ? parseRfc3339(rewritten(text)) : eventTime(text)
  return nanos === null || nanos <= 0n ? null : toMillis(nanos)
}

function rewritten(text: string): string {
  const [, month = '', day = '', year = '', hour = '', minute = '', second = '', half = ''] = TEXT.exec(text) ?? []
  if (Number(hour) < 1 || Number(hour) > 12) return ''
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  return `${year}-${two(MONTHS.indexOf(month) + 1)}-${two(day)}T${two(hours)}:${minute}:${second}Z`
}
