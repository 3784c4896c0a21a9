import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { NEVER, type Millis } from '../../schemas/time.ts'
import { isOpen, type Alert, type Occasion } from '../alert.ts'
import type { Destination } from '../message.ts'
import { atOnce } from './at-once.ts'
import { Beliefs, type IsHeard } from './beliefs.ts'
import { prepareTables } from './tables.ts'
import { Waiting } from './waiting.ts'

/** What stands in it is nobody else's to read. */
const OWNER_ONLY = 0o600
/** So many findings are looked at in one commit. */
const AT_ONCE = 1_000

/** Where a finding goes now. */
export type RouteOf = (alert: Alert) => readonly Destination[]

interface Known {
  readonly hash: string
  readonly version: number
}

/**
 * What is to be told, on disk. What is taken is durable when the call returns. A finding makes a message for each endpoint whenever it is otherwise
 * than before, when it is over, and as often as it is to be repeated; what was over before it was first seen makes none.
 */
export class Outbox {
  readonly #database: DatabaseSync
  readonly #waiting: Waiting
  readonly #beliefs: Beliefs
  readonly #known
  readonly #keep
  readonly #over
  readonly #advance
  readonly #untold
  readonly #nextDue

  /** Opens a file, or makes it. `mostTogether`: of how many findings an endpoint takes one message. */
  constructor(path: string, mostTogether: (endpoint: string) => number = () => 1, isHeard: IsHeard = () => true) {
    this.#database = openPrivately(path)
    prepareTables(this.#database)
    this.#waiting = new Waiting(this.#database, mostTogether)
    this.#beliefs = new Beliefs(this.#database, this.#waiting, isHeard)
    const prepare = (sql: string) => this.#database.prepare(sql)
    this.#known = prepare('SELECT hash, version FROM finding WHERE id = ?')
    this.#keep = prepare('INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?, ?)')
    this.#over = prepare(`SELECT alert FROM finding WHERE over = 0 AND until <= ? ORDER BY until LIMIT ${AT_ONCE}`)
    this.#nextDue = prepare(
      'SELECT min(due) AS due FROM (SELECT min(until) AS due FROM finding WHERE over = 0 UNION ALL SELECT min(again) FROM told WHERE again > 0)',
    )
    this.#untold = prepare(
      `SELECT id, alert FROM finding WHERE over = 0 AND id > ? AND NOT EXISTS (SELECT 1 FROM told WHERE finding = finding.id) ORDER BY id LIMIT ${AT_ONCE}`,
    )
    this.#advance = prepare(
      "INSERT INTO position VALUES ('version', ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
    )
  }

  /** Takes what was published; `route` says where each goes. Returns how many messages that made. */
  take(alerts: readonly Alert[], route: RouteOf, now: Millis): number {
    return atOnce(this.#database, () => {
      for (const { version } of alerts) this.#advance.run(version)
      return sum(alerts.map((alert) => this.#takeOne(alert, route, now)))
    })
  }

  /** Takes note of what was published before it began: nobody is told of it yet. */
  learn(alerts: readonly Alert[], now: Millis): void {
    atOnce(this.#database, () => {
      for (const alert of alerts) {
        const known = this.#known.get(alert.id) as Known | undefined
        if (known === undefined || known.version < alert.version) this.#write(alert, !isOpen(alert, now))
      }
    })
  }

  /** Tells of all that was learned and is open. From then on there is a position. */
  begin(route: RouteOf, now: Millis): void {
    for (let from = ''; ;) {
      const rows = this.#untold.all(from)
      atOnce(this.#database, () => {
        for (const { alert: text } of rows) {
          const alert = JSON.parse(String(text)) as Alert
          for (const to of route(alert)) this.#beliefs.stands(alert, to, undefined, now)
        }
      })
      if (rows.length < AT_ONCE) break
      from = String(rows.at(-1)!['id'])
    }
    this.#database.exec("INSERT OR IGNORE INTO position SELECT 'version', coalesce(max(version), 0) FROM finding")
  }

  /** Takes note of findings that are over by now, a part of them at a time; returns how many there were. */
  close(now: Millis): number {
    return atOnce(this.#database, () => {
      const over = this.#over.all(now).map(({ alert }) => JSON.parse(String(alert)) as Alert)
      for (const alert of over) {
        this.#write(alert, true)
        this.#ends(alert, 'closed', now)
      }
      return over.length
    })
  }

  /** Says again what still stands, a part of it at a time, where `route` still has it go; returns of how many it was looked. */
  repeat(route: RouteOf, now: Millis): number {
    return atOnce(this.#database, () => {
      const due = this.#beliefs.due(now, AT_ONCE)
      for (const { alert, belief } of due) {
        const to = route(alert).find(({ endpoint }) => endpoint === belief.endpoint)
        this.#beliefs.repeats(alert, to ?? null, belief, now)
      }
      return due.length
    })
  }

  /** The greatest version that was taken; null where nothing was. */
  get position(): number | null {
    const row = this.#database.prepare("SELECT value FROM position WHERE name = 'version'").get()
    return row === undefined ? null : Number(row['value'])
  }

  /** When the next finding is over by itself, or said again, ms; NEVER where none is. */
  get nextDue(): Millis {
    const row = this.#nextDue.get()
    return typeof row?.['due'] === 'number' ? row['due'] : NEVER
  }

  /** Messages that can't be sent yet. */
  get waiting(): Waiting {
    return this.#waiting
  }

  get database(): DatabaseSync {
    return this.#database
  }

  stop(): void {
    this.#database.close()
  }

  #takeOne(alert: Alert, route: RouteOf, now: Millis): number {
    const known = this.#known.get(alert.id) as Known | undefined
    if (known !== undefined && known.version >= alert.version) return 0
    const isOver = !isOpen(alert, now)
    this.#write(alert, isOver)
    if (known?.hash === alert.hash) return 0
    if (isOver) return this.#ends(alert, alert.retracted ? 'retracted' : 'closed', now)
    const beliefs = new Map(this.#beliefs.of(alert).map((one) => [one.endpoint, one]))
    const told = route(alert).map((to) => this.#beliefs.stands(alert, to, beliefs.get(to.endpoint), now))
    return sum(told)
  }

  #ends(alert: Alert, occasion: Occasion, now: Millis): number {
    const believing = this.#beliefs.of(alert).filter(({ open }) => open === 1)
    return sum(believing.map((belief) => this.#beliefs.ends(alert, belief, occasion, now)))
  }

  #write(alert: Alert, isOver: boolean): void {
    const { id, hash, version, until } = alert
    this.#keep.run(id, hash, version, until, isOver ? 1 : 0, JSON.stringify(alert))
  }
}

/** Nobody else's before SQLite sees it: its log beside the file has the same mode. */
function openPrivately(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', OWNER_ONLY))
  for (const its of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(its)) chmodSync(its, OWNER_ONLY)
  return new DatabaseSync(path)
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
