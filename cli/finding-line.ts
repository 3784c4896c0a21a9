import { colours } from './colours.ts'
import type { FindingRow } from '../correlator/io/finding-row.ts'
import { ruleText } from '../schemas/frameworks.ts'
import type { Severity } from '../schemas/policy.ts'
import { formatRfc3339, type Millis } from '../schemas/time.ts'
import { formatDuration, formatRemaining } from './durations.ts'

const paint: Readonly<Record<Severity, (text: string) => string>> = {
  critical: colours.magenta,
  high: colours.red,
  medium: colours.yellow,
  low: colours.blue,
}

/** What a finding line is made of: a published finding or one that was listed. */
export interface Shown {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly since: Millis
  readonly until: Millis
  readonly retracted: boolean
  readonly subject: { readonly kind: string; readonly issuer: string; readonly id: string }
  readonly workload: string
  readonly identity: string
  readonly owner: string
}

/** One readable line: how bad, what, who, since when, how long still. */
export function findingLine(shown: Shown, now: Millis): string {
  const bad = shown.retracted ? colours.dim('retracted') : paint[shown.severity](shown.severity.padEnd(9))
  const since = `since ${formatRfc3339(shown.since).replace('T', ' ').slice(0, 19)}Z (${ago(shown.since, now)})`
  const parts = [whom(shown), since, shown.retracted ? 'was never true' : formatRemaining(shown.until, now)]
  return `${bad} ${shown.rule} ${ruleText(shown.rule).title}: ${parts.join(', ')}  ${colours.dim(shown.id.slice(0, 12))}`
}

function whom({ subject, workload, identity, owner }: Shown): string {
  const issuer = subject.issuer === '' ? '' : `${subject.issuer} `
  const about = [
    workload === '' ? '' : `of ${workload}`,
    identity === '' || identity === subject.id ? '' : `for ${identity}`,
    owner === '' ? '' : `owner ${owner}`,
  ].filter((text) => text !== '')
  return `${issuer}${colours.bold(subject.id)}${about.length === 0 ? '' : ` ${about.join(', ')}`}`
}

function ago(since: Millis, now: Millis): string {
  return since <= now ? `${formatDuration(now - since)} ago` : `in ${formatDuration(since - now)}`
}

/** A finding that was just published, as a line shows it. */
export function shownOf(row: FindingRow): Shown {
  const { verdict, rule, activity } = row.change
  const { severity, since, until } = verdict
  const { id, subject, workload, identity, owner } = row
  return {
    id,
    rule: rule.id,
    severity,
    since,
    until,
    retracted: activity === 'retract',
    subject,
    workload,
    identity,
    owner,
  }
}
