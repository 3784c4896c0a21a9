import { ruleText } from '../../schemas/frameworks.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { endOf, type Alert, type Occasion } from '../alert.ts'

const SAID: Readonly<Record<Occasion, string>> = {
  opened: 'is open',
  changed: 'has changed',
  closed: 'is over',
  retracted: 'was none: what is known now says otherwise',
}

/** What would break a line, be seen by nobody, or turn the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu
const seen = (text: string) => text.replace(UNSEEN, ' ')

/** One line that says what happened, for people. */
export function headline(alert: Alert, occasion: Occasion): string {
  const { rule, subject, severity } = alert
  return `${rule} ${ruleText(rule).title}: ${seen(subject)} (${severity}) ${SAID[occasion]}`
}

/** What is known of a finding beside its headline, in the order in which people ask: names and values, none of them empty. */
export function particulars(alert: Alert): readonly (readonly [name: string, value: string])[] {
  const { identity, owner, workload, chainRoot, environment, issuer, since } = alert
  const end = endOf(alert)
  const said: readonly (readonly [string, string])[] = [
    ['Owner', owner],
    ['Identity', identity],
    ['Workload', workload],
    ['Issuer', issuer],
    ['Made from', chainRoot],
    ['Environment', environment],
    ['Since', formatRfc3339(since)],
    ['Until', end === null ? '' : formatRfc3339(end)],
  ]
  return said.filter(([, value]) => value !== '').map(([name, value]) => [name, seen(value)])
}

/** A text of so many characters at the most (UTF-16 units, as the services count them). */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text
  // Half a character would be none.
  const end = most - 1 - (/[\uD800-\uDBFF]/.test(text.charAt(most - 2)) ? 1 : 0)
  return `${text.slice(0, end)}…`
}
