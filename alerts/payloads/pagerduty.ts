import type { Severity } from '../../schemas/policy.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { ruleText } from '../../schemas/frameworks.ts'
import type { Alert, Occasion } from '../alert.ts'
import { clipped, headline, particulars } from './text.ts'

const SEVERITIES: Readonly<Record<Severity, string>> = {
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
}
const LONGEST_SUMMARY = 1_024

/** An event of PagerDuty's Events API v2: triggers, and resolves by the finding's id, whatever its severity has become. */
export function pagerDutyEvent(alert: Alert, occasion: Occasion, routingKey: string): object {
  const isOver = occasion === 'closed' || occasion === 'retracted'
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
