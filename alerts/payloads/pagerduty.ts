import type { Severity } from '../../schemas/policy.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { ruleText } from '../../schemas/frameworks.ts'
import { isEnd, type Alert, type Occasion } from '../alert.ts'
import type { Group } from '../message.ts'
import { clipped, groupHeadline, headline, isGroupOver, particulars } from './text.ts'

const SEVERITIES: Readonly<Record<Severity, string>> = {
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
}
const LONGEST_SUMMARY = 1_024
/** Of a group so many findings are named: an event is at most 512 KB, and people read it. */
const MOST_SHOWN = 20

/** An event of PagerDuty's Events API v2: triggers, and resolves by the finding's id, whatever its severity has become. */
export function pagerDutyEvent(alert: Alert, occasion: Occasion, routingKey: string): object {
  const isOver = isEnd(occasion)
  const event = { routing_key: routingKey, event_action: isOver ? 'resolve' : 'trigger', dedup_key: alert.id }
  if (isOver) return event
  return {
    ...event,
    payload: {
      summary: clipped(headline(alert, occasion), LONGEST_SUMMARY),
      source: alert.workload || alert.identity || alert.subject,
      severity: SEVERITIES[alert.severity],
      timestamp: formatRfc3339(alert.since),
      component: alert.identity || undefined,
      group: alert.owner || undefined,
      class: `${alert.rule} ${ruleText(alert.rule).title}`,
      custom_details: Object.fromEntries([['Finding', alert.id], ['Subject', alert.subject], ...particulars(alert)]),
    },
  }
}

/** Several findings as one incident, which goes on while one of the group is open. `worst`: the most severe of them. */
export function pagerDutyGroup(group: Group, worst: Alert, routingKey: string): object {
  const isOver = isGroupOver(group)
  const event = { routing_key: routingKey, event_action: isOver ? 'resolve' : 'trigger', dedup_key: group.id }
  if (isOver) return event
  const shown = group.members.slice(0, MOST_SHOWN)
  return {
    ...event,
    payload: {
      summary: clipped(groupHeadline(group), LONGEST_SUMMARY),
      source: worst.workload || worst.identity || worst.subject,
      severity: SEVERITIES[worst.severity],
      timestamp: formatRfc3339(worst.since),
      component: worst.identity || undefined,
      group: worst.owner || undefined,
      class: `${worst.rule} ${ruleText(worst.rule).title}`,
      custom_details: Object.fromEntries(
        shown.map(({ alert, occasion }) => [alert.id, clipped(headline(alert, occasion), LONGEST_SUMMARY)]),
      ),
    },
  }
}
