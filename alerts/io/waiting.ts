import type { DatabaseSync } from 'node:sqlite'
import { SEVERITIES } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import type { Alert, Occasion } from '../alert.ts'
import type { Grouped } from '../message.ts'
import { atOnce } from './at-once.ts'
import { idOf } from './message-id.ts'

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

/** So many findings of a group are told in one commit: all others wait for it. */
const AT_ONCE = 2_000

interface Row {
  readonly id: string
  readonly finding: string
  readonly endpoint: string
}

interface GroupRow {
  readonly id: string
  readonly endpoint: string
  readonly due: Millis
  readonly wait: Millis
  readonly interval: Millis
  readonly wake: Millis
}

const UNSETTLED = "state IN ('behind', 'ready', 'with', 'later')"

/**
 * Messages before they can be sent: held back until a moment, told together with others of their group, and each behind the one before it of the
 * same finding and endpoint, so that nothing is over for who has not heard yet that it began.
 */
export class Waiting {
  readonly #database: DatabaseSync
  readonly #mostTogether
  readonly #add
  readonly #line
  readonly #goOn
  readonly #held
  readonly #remove
  readonly #tail
  readonly #groupTail
  readonly #group
  readonly #keepGroup
  readonly #groupDue
  readonly #groupWakes
  readonly #groupSleeps
  readonly #groupsDue
  readonly #postpone
  readonly #lead
  readonly #follow
  readonly #next
  readonly #underWay

  /** `mostTogether`: of how many findings an endpoint takes one message. */
  constructor(database: DatabaseSync, mostTogether: (endpoint: string) => number) {
    this.#database = database
    this.#mostTogether = mostTogether
    const prepare = (sql: string) => database.prepare(sql)
    this.#add = prepare("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, 'held', ?, 0, '', 0, ?, '', '')")
    this.#line = prepare('UPDATE message SET state = ?, after = ?, due = 0 WHERE id = ?')
    this.#goOn = prepare("UPDATE message SET state = 'ready' WHERE state = 'later' AND due <= ?")
    this.#held = prepare(
      "SELECT id, finding, endpoint FROM message WHERE state = 'held' AND due <= ? AND group_id = '' ORDER BY at",
    )
    this.#remove = prepare(
      "DELETE FROM message WHERE finding = ? AND endpoint = ? AND state = 'held' RETURNING occasion",
    )
    // Of a chain that nobody follows yet.
    const last = `NOT EXISTS (SELECT 1 FROM message AS next WHERE next.after = message.id AND next.state = 'behind')`
    this.#tail = prepare(
      `SELECT id FROM message WHERE finding = ? AND endpoint = ? AND id != ? AND ${UNSETTLED} AND group_id = '' AND ${last} LIMIT 1`,
    )
    this.#groupTail = prepare(
      `SELECT id FROM message WHERE group_id = ? AND state IN ('behind', 'ready', 'later') AND ${last} LIMIT 1`,
    )
    this.#group = prepare('SELECT * FROM alert_group WHERE id = ?')
    this.#keepGroup = prepare(
      `INSERT INTO alert_group VALUES (?, ?, ?, 0, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET wait = excluded.wait, interval = excluded.interval`,
    )
    this.#groupDue = prepare('UPDATE alert_group SET due = ? WHERE id = ?')
    this.#groupWakes = prepare('UPDATE alert_group SET wake = iif(wake = 0, ?1, min(wake, ?1)) WHERE id = ?2')
    this.#groupSleeps = prepare(
      `UPDATE alert_group SET wake = coalesce((SELECT min(due) FROM message WHERE group_id = ?1 AND state = 'held'), 0) WHERE id = ?1`,
    )
    this.#groupsDue = prepare('SELECT * FROM alert_group WHERE wake > 0 AND wake <= ? ORDER BY wake LIMIT 4')
    const ofGroup = "group_id = ? AND state = 'held' AND due <= ?"
    this.#postpone = prepare(`UPDATE message SET due = ? WHERE ${ofGroup}`)
    this.#lead = prepare(`SELECT id FROM message WHERE ${ofGroup} ORDER BY urgency DESC, at, id LIMIT 1`)
    this.#next = prepare(
      `SELECT min(due) AS due FROM (
         SELECT min(due) AS due FROM message WHERE state = 'later'
         UNION ALL SELECT min(due) FROM message WHERE state = 'held' AND group_id = ''
         UNION ALL SELECT min(wake) FROM alert_group WHERE wake > 0)`,
    )
    this.#underWay = prepare(
      `SELECT 1 FROM message WHERE finding = ? AND endpoint = ? AND (${UNSETTLED} OR state = 'held') LIMIT 1`,
    )
    this.#follow = prepare(
      `UPDATE message SET state = 'with', lead = ?, due = 0 WHERE id IN (SELECT id FROM message WHERE ${ofGroup} ORDER BY urgency DESC, at, id LIMIT ?)`,
    )
  }

  /** Adds a message; says whether it was not there. */
  add({ id, endpoint, occasion, alert, at, from, group }: Draft): boolean {
    const urgency = SEVERITIES.indexOf(alert.severity)
    const due = group === '' ? from : Math.max(from, this.#dueWith(group, at))
    const { changes } = this.#add.run(id, endpoint, alert.id, occasion, JSON.stringify(alert), urgency, at, due, group)
    const isNew = Number(changes) > 0
    if (isNew && group !== '') this.#groupWakes.run(due, group)
    if (isNew && group === '' && due <= at) this.#release({ id, finding: alert.id, endpoint })
    return isNew
  }

  /** The group of an endpoint that has something in common: its id. */
  groupOf(endpoint: string, { common, wait, interval }: Grouped): string {
    const id = idOf('grp', [endpoint, ...common.flat()])
    this.#keepGroup.run(id, endpoint, JSON.stringify(common), wait, interval)
    return id
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
    const groups = this.#groupsDue.all(now) as unknown as readonly GroupRow[]
    if (held.length + groups.length === 0) return
    atOnce(this.#database, () => {
      for (const row of held) this.#release(row)
      for (const group of groups) this.#tell(group, now)
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

  /** When a group that something joins is told next. */
  #dueWith(id: string, now: Millis): Millis {
    const { due: known, wait, wake } = this.#group.get(id) as unknown as GroupRow
    const isBeingTold = wake > 0 && wake <= now
    if (known > now || isBeingTold) return known
    this.#groupDue.run(now + wait, id)
    return now + wait
  }

  #release({ id, finding, endpoint }: Row): void {
    this.#queueUp(id, this.#tail.get(finding, endpoint, id))
  }

  #queueUp(id: string, before: Readonly<Record<string, unknown>> | undefined): void {
    if (before === undefined) this.#line.run('ready', '', id)
    else this.#line.run('behind', String(before['id']), id)
  }

  /** Tells what of a group is due, so many at a time, or once it may be told again. */
  #tell({ id, endpoint, due, interval }: GroupRow, now: Millis): void {
    if (due > now) this.#postpone.run(due, id, now)
    else if (this.#tellInParts(id, this.#mostTogether(endpoint), now)) this.#groupDue.run(now + interval, id)
    this.#groupSleeps.run(id)
  }

  /** Tells some of a group; says whether that was the rest. */
  #tellInParts(id: string, most: number, now: Millis): boolean {
    for (let told = 0; told < AT_ONCE; told += most) {
      const lead = this.#lead.get(id, now)
      if (lead === undefined) return true
      this.#queueUp(String(lead['id']), this.#groupTail.get(id))
      this.#follow.run(String(lead['id']), id, now, most - 1)
    }
    return false
  }
}
