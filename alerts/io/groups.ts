import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../schemas/time.ts'
import type { Grouped } from '../message.ts'
import { idOf } from './message-id.ts'

/** So many findings of a group are told in one commit: all others wait for it. */
const AT_ONCE = 2_000
/** So are so many groups. */
const GROUPS_AT_ONCE = 4

/** A group that has something to tell. */
interface GroupRow {
  readonly id: string
  readonly endpoint: string
  readonly due: Millis
  readonly wait: Millis
  readonly interval: Millis
  readonly wake: Millis
}

/** Findings that are told together: when, and in which parts. */
export class Groups {
  readonly #mostTogether
  readonly #queueUp
  readonly #one
  readonly #keep
  readonly #is
  readonly #wakes
  readonly #sleeps
  readonly #due
  readonly #postpone
  readonly #tail
  readonly #lead
  readonly #follow

  /** `mostTogether`: of how many findings an endpoint takes one message; `queueUp` lets a message be sent, behind another one if that is given. */
  constructor(
    database: DatabaseSync,
    mostTogether: (endpoint: string) => number,
    queueUp: (id: string, before: string | null) => void,
  ) {
    this.#mostTogether = mostTogether
    this.#queueUp = queueUp
    const prepare = (sql: string) => database.prepare(sql)
    this.#one = prepare('SELECT * FROM alert_group WHERE id = ?')
    this.#keep = prepare(
      `INSERT INTO alert_group VALUES (?, ?, ?, 0, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET wait = excluded.wait, interval = excluded.interval`,
    )
    this.#is = prepare('UPDATE alert_group SET due = ? WHERE id = ?')
    this.#wakes = prepare('UPDATE alert_group SET wake = iif(wake = 0, ?1, min(wake, ?1)) WHERE id = ?2')
    this.#sleeps = prepare(
      `UPDATE alert_group SET wake = coalesce((SELECT min(due) FROM message WHERE group_id = ?1 AND state = 'held'), 0) WHERE id = ?1`,
    )
    this.#due = prepare(`SELECT * FROM alert_group WHERE wake > 0 AND wake <= ? ORDER BY wake LIMIT ${GROUPS_AT_ONCE}`)
    const held = "group_id = ? AND state = 'held' AND due <= ?"
    this.#postpone = prepare(`UPDATE message SET due = ? WHERE ${held}`)
    this.#tail = prepare(
      `SELECT id FROM message WHERE group_id = ? AND state IN ('behind', 'ready', 'later')
         AND NOT EXISTS (SELECT 1 FROM message AS next WHERE next.after = message.id AND next.state = 'behind') LIMIT 1`,
    )
    this.#lead = prepare(`SELECT id FROM message WHERE ${held} ORDER BY urgency DESC, at, id LIMIT 1`)
    this.#follow = prepare(
      `UPDATE message SET state = 'with', lead = ?, due = 0 WHERE id IN (SELECT id FROM message WHERE ${held} ORDER BY urgency DESC, at, id LIMIT ?)`,
    )
  }

  /** The group of an endpoint that has something in common: its id. */
  of(endpoint: string, { common, wait, interval }: Grouped): string {
    const id = idOf('grp', [endpoint, ...common.flat()])
    this.#keep.run(id, endpoint, JSON.stringify(common), wait, interval)
    return id
  }

  /** When a group is told next that a message joins at a moment. */
  dueWith(id: string, now: Millis): Millis {
    const { due, wait, wake } = this.#one.get(id) as unknown as GroupRow
    const isBeingTold = wake > 0 && wake <= now
    if (due > now || isBeingTold) return due
    this.#is.run(now + wait, id)
    return now + wait
  }

  /** A message has joined a group, and is due at a moment. */
  joined(id: string, due: Millis): void {
    this.#wakes.run(due, id)
  }

  /** Those that have something to tell by now, a few at a time. */
  due(now: Millis): readonly GroupRow[] {
    return this.#due.all(now) as unknown as readonly GroupRow[]
  }

  /** Tells what of a group is due, a part of it at a time, or once it may be told again. */
  tell({ id, endpoint, due, interval }: GroupRow, now: Millis): void {
    if (due > now) this.#postpone.run(due, id, now)
    else if (this.#tellSome(id, this.#mostTogether(endpoint), now)) this.#is.run(now + interval, id)
    this.#sleeps.run(id)
  }

  /** Tells some of a group; says whether that was the rest. */
  #tellSome(id: string, most: number, now: Millis): boolean {
    for (let told = 0; told < AT_ONCE; told += most) {
      const lead = this.#lead.get(id, now)?.['id']
      if (typeof lead !== 'string') return true
      const tail = this.#tail.get(id)?.['id']
      this.#queueUp(lead, typeof tail === 'string' ? tail : null)
      this.#follow.run(lead, id, now, most - 1)
    }
    return false
  }
}
