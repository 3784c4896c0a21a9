import type { Severity } from '../../schemas/policy.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { ruleText } from '../../schemas/frameworks.ts'
import { isEnd, type Alert, type Occasion } from '../alert.ts'
import type { Group } from '../message.ts'
import { clipped, groupHeadline, headline, isGroupOver, particulars, seen } from './text.ts'

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
  const details = [['Finding', alert.id], ['Subject', seen(alert.subject)], ...particulars(alert)] as const
  return { ...event, payload: payloadOf(alert, headline(alert, occasion), details) }
}

/** Several findings as one incident, which goes on while one of the group is open. `worst`: the most severe of them. */
export function pagerDutyGroup(group: Group, worst: Alert, routingKey: string): object {
  const isOver = isGroupOver(group)
  const event = { routing_key: routingKey, event_action: isOver ? 'resolve' : 'trigger', dedup_key: group.id }
  if (isOver) return event
  const shown = group.members.slice(0, MOST_SHOWN)
  const details = shown.map(
    ({ alert, occasion }) => [alert.id, clipped(headline(alert, occasion), LONGEST_SUMMARY)] as const,
  )
  return { ...event, payload: payloadOf(worst, groupHeadline(group), details) }
}

const payloadOf = (alert: Alert, summary: string, details: readonly (readonly [string, string])[]): object => ({
  summary: clipped(summary, LONGEST_SUMMARY),
  source: seen(alert.workload || alert.identity || alert.subject),
  severity: SEVERITIES[alert.severity],
  timestamp: formatRfc3339(alert.since),
  component: seen(alert.identity) || undefined,
  group: seen(alert.owner) || undefined,
  class: `${alert.rule} ${ruleText(alert.rule).title}`,
  custom_details: Object.fromEntries(details),
})
