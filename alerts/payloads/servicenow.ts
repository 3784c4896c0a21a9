import { ruleText } from '../../schemas/frameworks.ts'
import type { Severity } from '../../schemas/policy.ts'
import { formatRfc3339, type Millis } from '../../schemas/time.ts'
import { isEnd } from '../alert.ts'
import { membersOf, type Member, type Message } from '../message.ts'
import { clipped, headline, keyed, seen } from './text.ts'

/** `severity`: 1 Critical, 2 Major, 3 Minor, 4 Warning (ServiceNow: Event severities). */
const SEVERITIES: Readonly<Record<Severity, string>> = { low: '4', medium: '3', high: '2', critical: '1' }
/** Closes the alert that has the same `message_key` (ServiceNow: Close an alert). */
const CLEAR = '0'
/** Of source, node, type and resource (ServiceNow: Event field format); of a value of what is beside them none is documented. */
const [LONGEST, LONGEST_VALUE] = [100, 1_000]

/**
 * Findings as events of ServiceNow's Event Management (`/api/global/em/jsonv2`). Not as incidents of the Table API: those are resolved by a
 * PATCH of a record whose `sys_id` one has to ask for, while here a POST opens and a POST closes, brought together by `message_key`; which
 * alerts become incidents its own rules say, and a closed alert closes its incident.
 */
export const serviceNowEvents = (message: Message): object => ({
  records: membersOf(message).map((member) => eventOf(member, message.at)),
})

function eventOf({ alert, occasion }: Member, at: Millis): object {
  const { id, tenant, rule, subject, workload, identity, severity } = alert
  const isOver = isEnd(occasion)
  const beside = [...Object.entries({ finding: id, occasion, severity, subject: seen(subject) }), ...keyed(alert)]
  return {
    source: 'Lifespan',
    event_class: short(`Lifespan ${tenant}`),
    node: short(workload || identity || subject),
    resource: short(subject),
    type: short(`${rule} ${ruleText(rule).title}`),
    metric_name: rule,
    message_key: id,
    severity: isOver ? CLEAR : SEVERITIES[severity],
    resolution_state: isOver ? 'Closing' : 'New',
    time_of_event: formatRfc3339(at).slice(0, 19).replace('T', ' '),
    description: clipped(headline(alert, occasion), LONGEST_VALUE),
    additional_info: JSON.stringify(
      Object.fromEntries(beside.map(([key, value]) => [key, clipped(value, LONGEST_VALUE)])),
    ),
  }
}

const short = (text: string) => clipped(seen(text), LONGEST)
