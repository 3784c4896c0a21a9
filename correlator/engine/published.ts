import { sameVerdict, type Verdict } from '../../schemas/findings.ts'
import { SEVERITIES } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { Pages } from '../entities/pages.ts'
import type { Table } from '../entities/table.ts'

const APPEARS = 0
const SINCE = 1
const UNTIL = 2
const VERSION = 3
const TIMER = 4
const NEXT = 10
const RULE = 44
const SEVERITY = 45
const STANDS = 46
const BYTES = 48

/**
 * What was published of each row, chained by row: a retraction too, for its version. An entry is also where a verdict that does
 * not appear yet keeps its timer.
 */
export class Published {
  readonly #entries = new Pages({ cells: {}, words: {}, bytes: BYTES }, {})

  /** The entry of a rule about a row, or 0. */
  find(table: Table, row: number, rule: number): number {
    let entry = table.get(row, 'findings')
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
    this.#words(entry)[this.#entries.words(entry) + NEXT] = table.get(row, 'findings')
    table.set(row, 'findings', entry)
    return entry
  }

  /** What stands published, or null. */
  standing(entry: number): Verdict | null {
    return entry === 0 || this.#byte(entry, STANDS) === 0 ? null : this.verdict(entry)
  }

  /** What was published last, be it retracted. */
  verdict(entry: number): Verdict {
    const { times } = this.#entries.page(entry)
    const at = this.#entries.times(entry)
    const severity = SEVERITIES[this.#byte(entry, SEVERITY)]!
    return { appears: times[at + APPEARS]!, since: times[at + SINCE]!, until: times[at + UNTIL]!, severity }
  }

  version(entry: number): number {
    return this.#entries.page(entry).times[this.#entries.times(entry) + VERSION]!
  }

  /** Writes down what is published: a verdict that stands, or (`stands` false) one that is taken back. */
  publish(entry: number, verdict: Verdict, stands: boolean, version: number): void {
    const { times, bytes } = this.#entries.page(entry)
    const at = this.#entries.times(entry)
    times[at + APPEARS] = verdict.appears
    times[at + SINCE] = verdict.since
    times[at + UNTIL] = verdict.until
    times[at + VERSION] = version
    bytes[this.#entries.bytes(entry) + SEVERITY] = SEVERITIES.indexOf(verdict.severity)
    bytes[this.#entries.bytes(entry) + STANDS] = stands ? 1 : 0
  }

  /** Notes that a timer is set; says whether it was not. */
  setTimer(entry: number, at: Millis): boolean {
    const { times } = this.#entries.page(entry)
    const timer = this.#entries.times(entry) + TIMER
    if (times[timer] === at) return false
    times[timer] = at
    return true
  }

  get size(): number {
    return this.#entries.size
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
