import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../schemas/time.ts'
import type { Alert, Occasion } from '../alert.ts'
import {
  MOST_MEMBERS,
  type Common,
  type Group,
  type Member,
  type Message,
  type Settled,
  type Standing,
} from '../message.ts'
import { atOnce } from './at-once.ts'

type Row = Readonly<Record<string, unknown>>

/** What is to be sent, and what became of it. */
export class Queue {
  readonly #database: DatabaseSync
  readonly #ready
  readonly #settle
  readonly #settleWith
  readonly #goesOn
  readonly #endsWith
  readonly #opening
  readonly #unheard
  readonly #members
  readonly #counts
  readonly #open
  readonly #standing
  readonly #stands

  constructor(database: DatabaseSync) {
    this.#database = database
    const prepare = (sql: string) => database.prepare(sql)
    this.#ready = prepare(
      "SELECT id, occasion, alert, at, attempts, group_id FROM message WHERE endpoint = ? AND state = 'ready' ORDER BY urgency DESC, at LIMIT ?",
    )
    this.#settle = prepare(
      'UPDATE message SET state = ?, due = ?, problem = ?, done = ?, attempts = attempts + 1 WHERE id = ?',
    )
    this.#settleWith = prepare("UPDATE message SET state = ?, problem = ?, done = ? WHERE lead = ? AND lead != ''")
    this.#goesOn = prepare("UPDATE message SET state = 'ready' WHERE state = 'behind' AND after = ?")
    // Who never took that it began believes nothing of it: that it is over is not told, and what it is later is told as its beginning.
    this.#opening = prepare(
      `SELECT finding, endpoint FROM message WHERE id = ?1 AND occasion = 'opened'
       UNION ALL SELECT finding, endpoint FROM message WHERE lead = ?1 AND lead != '' AND occasion = 'opened'`,
    )
    this.#unheard = prepare('UPDATE told SET open = 0, again = 0 WHERE finding = ? AND endpoint = ?')
    // Nobody hears of an end who never heard of a beginning.
    this.#endsWith = prepare(
      `UPDATE message SET state = 'dead', problem = 'what it ends was never told', done = ?2
       WHERE state = 'behind' AND group_id = '' AND occasion IN ('closed', 'retracted') AND after = ?1
         AND EXISTS (SELECT 1 FROM message AS it WHERE it.id = ?1 AND it.occasion = 'opened') RETURNING id`,
    )
    const together = `(SELECT * FROM message WHERE id = ?1 UNION ALL SELECT * FROM message WHERE lead = ?1 AND lead != '')`
    this.#members = prepare(
      `SELECT occasion, alert FROM ${together} ORDER BY urgency DESC, at, id LIMIT ${MOST_MEMBERS}`,
    )
    this.#counts = prepare(`SELECT occasion, count(*) AS count FROM ${together} GROUP BY occasion ORDER BY occasion`)
    this.#standing = prepare('SELECT failing, disabled FROM endpoint WHERE name = ?')
    this.#stands = prepare('INSERT OR REPLACE INTO endpoint VALUES (?, ?, ?)')
    this.#open = prepare(
      "SELECT common, (SELECT count(*) FROM told WHERE open = 1 AND group_id = ?1 AND group_id != '') AS open FROM alert_group WHERE id = ?1",
    )
  }

  /** The most urgent that can be sent to an endpoint now, but for those that are being sent. */
  next(endpoint: string, limit: number, sending: ReadonlySet<string>): readonly Message[] {
    return this.#ready
      .all(endpoint, limit + sending.size)
      .filter(({ id }) => !sending.has(String(id)))
      .slice(0, limit)
      .map((row) => this.#messageOf(endpoint, row))
  }

  /** Writes down what became of messages. */
  settle(settled: readonly Settled[], now: Millis): void {
    atOnce(this.#database, () => {
      for (const one of settled) this.#settleOne(one, now)
    })
  }

  /** When messages were sent to an endpoint since a moment, ms, the oldest first. */
  sentSince(endpoint: string, since: Millis): readonly Millis[] {
    return this.#database
      .prepare(
        "SELECT done FROM message WHERE endpoint = ? AND state = 'sent' AND state IN ('sent', 'dead') AND done > ? AND lead = '' ORDER BY done",
      )
      .all(endpoint, since)
      .map(({ done }) => Number(done))
  }

  /** How an endpoint does. */
  standing(endpoint: string): Standing {
    const row = this.#standing.get(endpoint)
    return { failing: Number(row?.['failing'] ?? 0), disabled: String(row?.['disabled'] ?? '') }
  }

  stands(endpoint: string, { failing, disabled }: Standing): void {
    this.#stands.run(endpoint, failing, disabled)
  }

  #settleOne(one: Settled, now: Millis): void {
    const { id, state } = one
    if (state === 'later') return void this.#settle.run(state, one.due, one.problem, 0, id)
    const problem = state === 'dead' ? one.problem : ''
    this.#settle.run(state, 0, problem, now, id)
    this.#settleWith.run(state, problem, now, id)
    if (state === 'dead')
      for (const { finding, endpoint } of this.#opening.all(id)) this.#unheard.run(String(finding), String(endpoint))
    const ended = state === 'dead' ? this.#endsWith.all(id, now) : []
    for (const settled of [{ id }, ...ended]) this.#goesOn.run(String(settled['id']))
  }

  #messageOf(endpoint: string, row: Row): Message {
    const [id, group] = [String(row['id']), String(row['group_id'])]
    return {
      id,
      endpoint,
      ...memberOf(row),
      group: group === '' ? null : this.#groupOf(group, id),
      at: Number(row['at']),
      attempts: Number(row['attempts']),
    }
  }

  #groupOf(id: string, lead: string): Group {
    const row = this.#open.get(id)
    const counts = this.#counts.all(lead).map(({ occasion, count }) => [occasion as Occasion, Number(count)] as const)
    return {
      id,
      common: JSON.parse(String(row?.['common'] ?? '[]')) as Common,
      members: this.#members.all(lead).map(memberOf),
      counts: Object.fromEntries(counts),
      open: Number(row?.['open'] ?? 0),
    }
  }
}

const memberOf = ({ occasion, alert }: Row): Member => ({
  occasion: occasion as Occasion,
  alert: JSON.parse(String(alert)) as Alert,
})
