import type { Severity } from '../../schemas/policy.ts'
import { ruleText } from '../../schemas/frameworks.ts'
import { isEnd, type Alert, type Occasion } from '../alert.ts'
import type { Group } from '../message.ts'
import { clipped, groupHeadline, headline, isGroupOver, particulars, seen } from './text.ts'

const PRIORITIES: Readonly<Record<Severity, string>> = { low: 'P4', medium: 'P3', high: 'P2', critical: 'P1' }
/** Lengths that are taken (Opsgenie and Jira Service Management: Alert API, Create). */
const [LONGEST_MESSAGE, LONGEST_DESCRIPTION, LONGEST_ENTITY, LONGEST_TAG] = [130, 15_000, 512, 50]
/** All details together may have 8,000 characters: eight of these, and their names. */
const LONGEST_DETAIL = 900
/** Of a group so many findings have a line of their own. */
const MOST_SHOWN = 20
const SOURCE = 'Lifespan'

/** What Opsgenie, and Jira Service Management's alerts, are asked to do, and where below the address of their alerts; one alert a finding. */
export function opsgenieRequest(alert: Alert, occasion: Occasion): { readonly path: string; readonly body: object } {
  const line = headline(alert, occasion)
  if (isEnd(occasion)) return closing(alert.id, line)
  const details = particulars(alert).map(([name, value]) => [name, clipped(value, LONGEST_DETAIL)] as const)
  const description = `${line}\n${ruleText(alert.rule).title}`
  return {
    path: '',
    body: { ...about(alert, line, description), alias: alert.id, details: Object.fromEntries(details) },
  }
}

/** Several findings as one alert, which goes on while one of the group is open. `worst`: the most severe of them. */
export function opsgenieGroup(group: Group, worst: Alert): { readonly path: string; readonly body: object } {
  const line = groupHeadline(group)
  if (isGroupOver(group)) return closing(group.id, line)
  const lines = group.members.slice(0, MOST_SHOWN).map(({ alert, occasion }) => headline(alert, occasion))
  const details = group.common.map(([name, value]) => [name, clipped(seen(value), LONGEST_DETAIL)] as const)
  const body = about(worst, line, [line, ...lines].join('\n'))
  return { path: '', body: { ...body, alias: group.id, details: Object.fromEntries(details) } }
}

const closing = (alias: string, line: string) => ({
  path: `/${alias}/close?identifierType=alias`,
  body: { source: SOURCE, note: clipped(line, LONGEST_DETAIL) },
})

const about = (
  { rule, severity, environment, workload, identity, subject }: Alert,
  line: string,
  description: string,
) => ({
  message: clipped(line, LONGEST_MESSAGE),
  description: clipped(description, LONGEST_DESCRIPTION),
  entity: clipped(seen(workload || identity || subject), LONGEST_ENTITY),
  priority: PRIORITIES[severity],
  source: SOURCE,
  tags: [rule, severity, ...(environment === '' ? [] : [environment])].map((tag) => clipped(seen(tag), LONGEST_TAG)),
})
