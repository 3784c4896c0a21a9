import { STANDS_IN_ALERTMANAGER } from '../../schemas/config-endpoints.ts'
import { formatRfc3339, type Millis } from '../../schemas/time.ts'
import { isEnd, type Alert } from '../alert.ts'
import { membersOf, type Common, type Member, type Message } from '../message.ts'
import { clipped, headline, keyed, seen } from './text.ts'

/** No length is too long for Alertmanager itself: what its receivers have room for. */
const LONGEST = 1_024

/** Names and values of a Prometheus alert. */
export type Labels = Readonly<Record<string, string>>

/**
 * By what Alertmanager knows an alert again: what a finding's id is made of, and never what changes while it is open. So severity, owner and
 * environment are annotations: were they labels, an alert whose severity rises would be two, the first of which nobody resolves.
 */
export function labelsOf({ id, rule, tenant, kind, issuer, subject }: Alert): Labels {
  return labelled(Object.entries({ alertname: `Lifespan${rule}`, finding: id, rule, tenant, kind, issuer, subject }))
}

/** What else is known of it: these may change. */
export function annotationsOf({ alert, occasion }: Member): Labels {
  const summary = headline(alert, occasion)
  const explain = `npx lifespan explain ${alert.id}`
  return labelled([...Object.entries({ summary, severity: alert.severity, explain }), ...keyed(alert)])
}

/** When it ended, and not before it began: Alertmanager refuses that. */
export const endedAt = ({ since, until }: Alert, at: Millis): Millis => Math.max(since, Math.min(until, at))

/** Findings as Alertmanager takes them (`/api/v2/alerts`: postableAlerts). `now`: of the attempt, ms, for what stands stands from then. */
export const alertmanagerAlerts = (message: Message, now: Millis): readonly object[] =>
  membersOf(message).map((member) => {
    const { alert, occasion } = member
    const end = isEnd(occasion) ? endedAt(alert, message.at) : Math.min(alert.until, now + STANDS_IN_ALERTMANAGER)
    return {
      labels: labelsOf(alert),
      annotations: annotationsOf(member),
      startsAt: formatRfc3339(alert.since),
      endsAt: formatRfc3339(end),
    }
  })

/** Without what is empty: an empty label is none (Prometheus: Data model). */
export const labelled = (said: Common): Labels =>
  Object.fromEntries(
    said.flatMap(([name, value]) => (value === '' ? [] : [[name, clipped(seen(value), LONGEST)] as const])),
  )
