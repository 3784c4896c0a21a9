import type { FindingChange } from '../correlator/engine/engine.ts'
import type { FindingRow } from '../correlator/io/finding-row.ts'
import type { Verdict } from '../schemas/findings.ts'
import { SEVERITIES } from '../schemas/policy.ts'
import type { Millis } from '../schemas/time.ts'
import { colours } from './colours.ts'
import { findingLine, shorten, shortenName } from './finding-line.ts'

/** Findings of the past are many at a first start: beyond so many at once they are counted, not printed. */
const MOST_LINES = 25
/** So many findings are remembered at the least, and twice as many at the most, to tell what changed of them. */
const FEWEST_KNOWN = 10_000
const MARK_WIDTH = 9
/** An identity that a finding is about has more room than one beside a credential. */
const WHOLE_NAME = 60

/** What happened to a finding. */
type Mark = 'new' | 'worse' | 'changed' | 'closed' | 'retracted'

/** What happened to a finding, given what was published of it before, if that is known. */
function markOf({ activity, verdict }: FindingChange, before: Verdict | undefined, now: Millis): Mark {
  if (activity === 'retract') return 'retracted'
  if (activity === 'create') return 'new'
  if (verdict.until <= now && (before === undefined || before.until > now)) return 'closed'
  const worse = before !== undefined && SEVERITIES.indexOf(verdict.severity) > SEVERITIES.indexOf(before.severity)
  return worse ? 'worse' : 'changed'
}

/** What is published, as lines: what happened in one word, then the finding. */
export class Feed {
  readonly #flags: string
  #known = new Map<string, Verdict>()
  #knownBefore: ReadonlyMap<string, Verdict> = new Map()

  /** `flags` are what a command needs to find the same data. */
  constructor(flags: string) {
    this.#flags = flags
  }

  /** The lines of findings that were published at once. */
  lines(rows: readonly FindingRow[], now: Millis): readonly string[] {
    const lines = rows.map((row) => ({ row, mark: this.#mark(row, now) }))
    const shown = lines.slice(0, MOST_LINES).map(({ row, mark }) => this.#line(row, mark, now))
    const more = rows.length - shown.length
    return more === 0 ? shown : [...shown, colours.dim(`… and ${more} more: npx lifespan findings${this.#flags}`)]
  }

  #mark({ id, change }: FindingRow, now: Millis): Mark {
    const mark = markOf(change, this.#known.get(id) ?? this.#knownBefore.get(id), now)
    if (this.#known.size === FEWEST_KNOWN) {
      this.#knownBefore = this.#known
      this.#known = new Map()
    }
    this.#known.set(id, change.verdict)
    return mark
  }

  #line({ id, subject, change, workload, workloadKind, identity }: FindingRow, mark: Mark, now: Millis): string {
    const { severity, since, until } = change.verdict
    const ofCredential = { subject: shorten(subject.id), workload, workloadKind, identity }
    const ofIdentity = { subject: shortenName(subject.id, WHOLE_NAME), workload: '', workloadKind: '', identity: '' }
    const about = subject.kind === 'credential' ? ofCredential : ofIdentity
    const shown = { id, rule: change.rule.id, severity, since, until, ...about }
    const line =
      mark === 'retracted' ? findingLine(shown, now, 'taken back by what is known now') : findingLine(shown, now)
    return `${mark.padEnd(MARK_WIDTH)} ${line}`
  }
}
