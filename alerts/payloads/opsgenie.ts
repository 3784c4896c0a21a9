import type { Severity } from '../../schemas/policy.ts'
import { ruleText } from '../../schemas/frameworks.ts'
import type { Alert, Occasion } from '../alert.ts'
import { clipped, headline, particulars } from './text.ts'

const PRIORITIES: Readonly<Record<Severity, string>> = { low: 'P4', medium: 'P3', high: 'P2', critical: 'P1' }
/** Lengths that are taken (Opsgenie and Jira Service Management: Alert API, Create). */
const [LONGEST_MESSAGE, LONGEST_ENTITY, LONGEST_DETAIL] = [130, 512, 2_000]
const SOURCE = 'Lifespan'

/** What Opsgenie, and Jira Service Management's alerts, are asked to do, and where below the address of their alerts; one alert a finding. */
export function opsgenieRequest(alert: Alert, occasion: Occasion): { readonly path: string; readonly body: object } {
  const line = headline(alert, occasion)
  if (occasion === 'closed' || occasion === 'retracted')
    return {
      path: `/${alert.id}/close?identifierType=alias`,
      body: { source: SOURCE, note: clipped(line, LONGEST_DETAIL) },
    }
  const details = particulars(alert).map(([name, value]) => [name, clipped(value, LONGEST_DETAIL)] as const)
  const body = {
    message: clipped(line, LONGEST_MESSAGE),
    alias: alert.id,
    description: `${line}\n${ruleText(alert.rule).title}`,
    entity: clipped(alert.workload || alert.identity || alert.subject, LONGEST_ENTITY),
    priority: PRIORITIES[alert.severity],
    source: SOURCE,
    tags: [alert.rule, alert.severity, ...(alert.environment === '' ? [] : [alert.environment])],
    details: Object.fromEntries(details),
  }
  return { path: '', body: { ...body, description: clipped(body.description, LONGEST_DETAIL) } }
}
