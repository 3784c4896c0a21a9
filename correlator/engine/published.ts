import { sameVerdict, type SubjectKind, type Verdict } from '../../schemas/findings.ts'
import { SEVERITIES } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { WORD } from '../entities/layouts.ts'
import { Pages, setTime, timeAt, zeroPage } from '../entities/pages.ts'
import type { Table } from '../entities/table.ts'

/** What was published of one finding, by whomever. */
export interface Publication {
  /** The rule's place in the list of rules. */
  readonly rule: number
  readonly kind: SubjectKind
  /** Of the subject, four words. */
  readonly key: Uint32Array
  readonly verdict: Verdict
  /** Whether it stands, or was taken back. */
  readonly stands: boolean
  readonly version: number
}

/** An entry: the next one of its row, the low words and high halves of its times, and what it says. */
const NEXT = 0
const LOWS = 1
const TIMES = 5
const HIGHS = (LOWS + TIMES) * 2
const [APPEARS, SINCE, UNTIL, VERSION, TIMER] = [0, 1, 2, 3, 4] as const
const RULE = (HIGHS + TIMES) * 2
const SEVERITY = RULE + 1
const STANDS = RULE + 2
/** Of what was published of one finding. */
export const PUBLISHED_BYTES = Math.ceil((STANDS + 1) / 4) * 4
const BLANK = zeroPage(PUBLISHED_BYTES)

/**
 * What was published of each row, chained by row: a retraction too, for its version. An entry is also where a verdict that does
 * not appear yet keeps its timer.
 */
export class Published {
  readonly #entries: Pages

  constructor(bits?: number) {
    this.#entries = new Pages(BLANK, bits)
  }

  /** The entry of a rule about a row, or 0. */
  find(table: Table, row: number, rule: number): number {
    let entry = table.get(row, WORD.findings)
    while (entry !== 0 && this.#byte(entry, RULE) !== rule)
      entry = this.#words(entry)[this.#entries.words(entry) + NEXT]!
    return entry
  }

  /** The entry of a rule about a row, added where there is none. */
  entry(table: Table, row: number, rule: number): number {
    const known = this.find(table, row, rule)
    if (known !== 0) return known
    const entry = this.#entries.add()
    this.#entries.page(entry).bytes[this.#entries.bytes(entry) + RULE] = rule
    this.#words(entry)[this.#entries.words(entry) + NEXT] = table.get(row, WORD.findings)
    table.set(row, WORD.findings, entry)
    return entry
  }

  /** What stands published, or null. */
  standing(entry: number): Verdict | null {
    return entry === 0 || this.#byte(entry, STANDS) === 0 ? null : this.verdict(entry)
  }

  /** What was published last, be it retracted. */
  verdict(entry: number): Verdict {
    const severity = SEVERITIES[this.#byte(entry, SEVERITY)]!
    return {
      appears: this.#time(entry, APPEARS),
      since: this.#time(entry, SINCE),
      until: this.#time(entry, UNTIL),
      severity,
    }
  }

  version(entry: number): number {
    return this.#time(entry, VERSION)
  }

  /** Takes over what somebody published, unless something newer is known; says whether something else stands now. */
  learn(entry: number, { verdict, stands, version }: Publication): boolean {
    if (version < this.version(entry)) return false
    const stood = this.standing(entry)
    const isSame = stood === null ? !stands : stands && sameVerdict(stood, verdict)
    this.publish(entry, verdict, stands, version)
    return !isSame
  }

  /** Writes down what is published: a verdict that stands, or (`stands` false) one that is taken back. */
  publish(entry: number, verdict: Verdict, stands: boolean, version: number): void {
    this.#setTime(entry, APPEARS, verdict.appears)
    this.#setTime(entry, SINCE, verdict.since)
    this.#setTime(entry, UNTIL, verdict.until)
    this.#setTime(entry, VERSION, version)
    const { bytes } = this.#entries.page(entry)
    const at = this.#entries.bytes(entry)
    bytes[at + SEVERITY] = SEVERITIES.indexOf(verdict.severity)
    bytes[at + STANDS] = stands ? 1 : 0
  }

  /** Notes that a timer is set; says whether it was not. */
  setTimer(entry: number, at: Millis): boolean {
    if (this.#time(entry, TIMER) === at) return false
    this.#setTime(entry, TIMER, at)
    return true
  }

  /** Whether a timer of this moment is that of a finding of a row. */
  waits(table: Table, row: number, at: Millis): boolean {
    let entry = table.get(row, WORD.findings)
    while (entry !== 0 && this.#time(entry, TIMER) !== at)
      entry = this.#words(entry)[this.#entries.words(entry) + NEXT]!
    return entry !== 0
  }

  get size(): number {
    return this.#entries.size
  }

  #time(entry: number, which: number): Millis {
    const entries = this.#entries
    return timeAt(entries.page(entry), entries.words(entry) + LOWS + which, entries.halves(entry) + HIGHS + which)
  }

  #setTime(entry: number, which: number, time: Millis): void {
    const entries = this.#entries
    setTime(entries.page(entry), entries.words(entry) + LOWS + which, entries.halves(entry) + HIGHS + which, time)
  }

  #words(entry: number): Uint32Array {
    return this.#entries.page(entry).words
  }

  #byte(entry: number, at: number): number {
    return this.#entries.page(entry).bytes[this.#entries.bytes(entry) + at]!
  }
}

export type Activity = 'create' | 'update' | 'retract'

/** What must be published, given what last was. A verdict that is not visible yet waits for its timer; nothing happens at `until`. */
export function activityBetween(standing: Verdict | null, verdict: Verdict | null, now: Millis): Activity | null {
  const visible = verdict !== null && now > verdict.appears ? verdict : null
  if (visible === null) return standing === null ? null : 'retract'
  if (standing === null) return 'create'
  return sameVerdict(standing, visible) ? null : 'update'
}
