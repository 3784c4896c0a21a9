import { visible } from '../queries/visible.ts'
import { ruleText } from '../schemas/frameworks.ts'
import type { Severity } from '../schemas/policy.ts'
import { formatRfc3339, type Millis } from '../schemas/time.ts'
import { colours } from './colours.ts'
import { formatRemaining } from './durations.ts'

const paint: Readonly<Record<Severity, (text: string) => string>> = {
  critical: colours.magenta,
  high: colours.red,
  medium: colours.yellow,
  low: colours.blue,
}

/** What a finding line is made of: a published finding or one that was listed. What is not known is empty. */
export interface Shown {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly since: Millis
  readonly until: Millis
  readonly subject: string
  readonly workload: string
  readonly workloadKind: string
  readonly identity: string
}

const SEVERITY_WIDTH = 8
/** As much of an id as `explain` needs. */
const ID_LENGTH = 8

/** One readable line: how bad, what, who, since when, how long still. An owner is not in it: `explain` and JSON have it. */
export function findingLine(shown: Shown, now: Millis, still = formatRemaining(shown.until, now)): string {
  const { id, rule, severity, since } = shown
  const bad = paint[severity](severity.padEnd(SEVERITY_WIDTH))
  const begun = `since ${formatRfc3339(since).replace('T', ' ').slice(0, 19)}Z`
  const parts = [`${rule} ${ruleText(rule).title}: ${whom(shown)}`, begun, still]
  return `${bad} ${parts.join(', ')}  ${colours.dim(id.slice(0, ID_LENGTH))}`
}

/** Rules on lives speak of workloads, all others of those that credentials speak for. */
function whom({ rule, subject, workload, workloadKind, identity }: Shown): string {
  const ofWorkload = workload === '' ? '' : ` of ${visible(`${workloadKind} ${shorten(workload)}`.trim())}`
  const forIdentity = identity === '' || identity === subject ? '' : ` for ${visible(shortenName(identity))}`
  return colours.bold(visible(subject)) + (rule.startsWith('L') ? ofWorkload || forIdentity : forIdentity || ofWorkload)
}

/** AWS's ids are whole. */
const WHOLE = 21
const HEAD = 8
const TAIL = 6

/** An id by its ends, where it is long. */
export function shorten(id: string): string {
  return id.length <= WHOLE ? id : `${id.slice(0, HEAD)}…${id.slice(-TAIL)}`
}

const NAME_LENGTH = 36

/** The end of a name that says more the further it goes: a path, an ARN. */
export function shortenName(name: string, most = NAME_LENGTH): string {
  return name.length <= most ? name : `…${name.slice(1 - most)}`
}
