import type { DatabaseSync } from 'node:sqlite'
import { SEVERITIES } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import type { Alert, Occasion } from '../alert.ts'
import type { Grouped } from '../message.ts'
import { atOnce } from './at-once.ts'
import { Groups } from './groups.ts'

/** A message as it is made: its id, to whom, what it says, and from when on it may be sent (ms). */
export interface Draft {
  readonly id: string
  readonly endpoint: string
  readonly occasion: Occasion
  readonly alert: Alert
  readonly at: Millis
  readonly from: Millis
  /** Empty where it is told by itself. */
  readonly group: string
}

interface Row {
  readonly id: string
  readonly finding: string
  readonly endpoint: string
}

const UNSETTLED = "state IN ('behind', 'ready', 'with', 'later')"

/**
 * Messages before they can be sent: held back until a moment, told together with others of their group, and each behind the one before it of the
 * same finding and endpoint, so that nothing is over for who has not heard yet that it began.
 */
export class Waiting {
  readonly #database: DatabaseSync
  readonly #groups: Groups
  readonly #add
  readonly #line
  readonly #goOn
  readonly #held
  readonly #remove
  readonly #tail
  readonly #next
  readonly #underWay

  /** `mostTogether`: of how many findings an endpoint takes one message. */
  constructor(database: DatabaseSync, mostTogether: (endpoint: string) => number) {
    this.#database = database
    this.#groups = new Groups(database, mostTogether, (id, before) => this.#queueUp(id, before))
    const prepare = (sql: string) => database.prepare(sql)
    this.#add = prepare("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, 'held', ?, 0, '', 0, ?, '', '')")
    this.#line = prepare('UPDATE message SET state = ?, after = ?, due = 0 WHERE id = ?')
    this.#goOn = prepare("UPDATE message SET state = 'ready' WHERE state = 'later' AND due <= ?")
    this.#held = prepare(
      "SELECT id, finding, endpoint FROM message WHERE state = 'held' AND due <= ? AND group_id = '' ORDER BY due LIMIT 2000",
    )
    this.#remove = prepare(
      "DELETE FROM message WHERE finding = ? AND endpoint = ? AND state = 'held' RETURNING occasion",
    )
    // Of a chain that nobody follows yet.
    const last = `NOT EXISTS (SELECT 1 FROM message AS next WHERE next.after = message.id AND next.state = 'behind')`
    this.#tail = prepare(
      `SELECT id FROM message WHERE finding = ? AND endpoint = ? AND id != ? AND ${UNSETTLED} AND group_id = '' AND ${last} LIMIT 1`,
    )
    this.#next = prepare(
      `SELECT min(due) AS due FROM (
         SELECT min(due) AS due FROM message WHERE state = 'later'
         UNION ALL SELECT min(due) FROM message WHERE state = 'held' AND group_id = ''
         UNION ALL SELECT min(wake) FROM alert_group WHERE wake > 0)`,
    )
    this.#underWay = prepare(
      `SELECT 1 FROM message WHERE finding = ? AND endpoint = ? AND (${UNSETTLED} OR state = 'held') LIMIT 1`,
    )
  }

  /** Adds a message; says whether it was not there. */
  add({ id, endpoint, occasion, alert, at, from, group }: Draft): boolean {
    const urgency = SEVERITIES.indexOf(alert.severity)
    const due = group === '' ? from : Math.max(from, this.#groups.dueWith(group, at))
    const { changes } = this.#add.run(id, endpoint, alert.id, occasion, JSON.stringify(alert), urgency, at, due, group)
    const isNew = Number(changes) > 0
    if (isNew && group !== '') this.#groups.joined(group, due)
    if (isNew && group === '' && due <= at) this.#release({ id, finding: alert.id, endpoint })
    return isNew
  }

  /** The group of an endpoint that has something in common: its id. */
  groupOf(endpoint: string, group: Grouped): string {
    return this.#groups.of(endpoint, group)
  }

  /** Takes back what is held of a finding: as what it would have been told; null where nothing is. */
  takeBack(finding: string, endpoint: string): Occasion | null {
    const row = this.#remove.get(finding, endpoint)
    return row === undefined ? null : (row['occasion'] as Occasion)
  }

  /** Lets those be sent whose moment has come, a few groups and a part of each at a time: what is left is due at once ({@link nextDue}). */
  wake(now: Millis): void {
    this.#goOn.run(now)
    const held = this.#held.all(now) as unknown as readonly Row[]
    const groups = this.#groups.due(now)
    if (held.length + groups.length === 0) return
    atOnce(this.#database, () => {
      for (const row of held) this.#release(row)
      for (const group of groups) this.#groups.tell(group, now)
    })
  }

  /** When the next one can be sent that must wait, ms; NEVER where none waits. */
  get nextDue(): Millis {
    const row = this.#next.get()
    return typeof row?.['due'] === 'number' ? row['due'] : NEVER
  }

  /** Whether something of a finding is on its way to an endpoint. */
  isUnderWay(finding: string, endpoint: string): boolean {
    return this.#underWay.get(finding, endpoint) !== undefined
  }

  #release({ id, finding, endpoint }: Row): void {
    const tail = this.#tail.get(finding, endpoint, id)?.['id']
    this.#queueUp(id, typeof tail === 'string' ? tail : null)
  }

  #queueUp(id: string, before: string | null): void {
    if (before === null) this.#line.run('ready', '', id)
    else this.#line.run('behind', before, id)
  }
}
