import { createHash } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { SEVERITIES } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import { isOpen, type Alert, type Occasion } from '../alert.ts'
import type { Destination } from '../message.ts'
import { TABLES } from './tables.ts'

/** What stands in it is nobody else's to read. */
const OWNER_ONLY = 0o600

interface Known {
  readonly hash: string
  readonly version: number
}

interface Told {
  readonly endpoint: string
  readonly open: 0 | 1
  readonly episode: number
}

/**
 * What is to be sent, on disk. What is taken is durable when the call returns. A finding makes a message for each endpoint whenever it is otherwise
 * than before, and when it is over; what was over before it was first seen makes none.
 */
export class Outbox {
  readonly #database: DatabaseSync
  readonly #known
  readonly #keep
  readonly #believed
  readonly #believe
  readonly #add
  readonly #heldBack
  readonly #takeBack
  readonly #over
  readonly #advance

  /** Opens a file, or makes it. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    this.#database.exec(TABLES)
    chmodSync(path, OWNER_ONLY)
    const prepare = (sql: string) => this.#database.prepare(sql)
    this.#known = prepare('SELECT hash, version FROM finding WHERE id = ?')
    this.#keep = prepare('INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?, ?)')
    this.#believed = prepare('SELECT endpoint, open, episode FROM told WHERE finding = ?')
    this.#believe = prepare('INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)')
    this.#add = prepare("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0)")
    this.#heldBack = prepare("SELECT id FROM message WHERE finding = ? AND endpoint = ? AND state = 'held'")
    this.#takeBack = prepare('DELETE FROM message WHERE id = ?')
    this.#over = prepare('SELECT alert FROM finding WHERE over = 0 AND until <= ? ORDER BY until LIMIT 1000')
    this.#advance = prepare(
      "INSERT INTO position VALUES ('version', ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
    )
  }

  /** Takes what was published; `route` says where each goes. Returns how many messages that made. */
  take(alerts: readonly Alert[], route: (alert: Alert) => readonly Destination[], now: Millis): number {
    return this.#atOnce(() => {
      for (const { version } of alerts) this.#advance.run(version)
      return alerts.reduce((made, alert) => made + this.#takeOne(alert, route, now), 0)
    })
  }

  /** Takes note of findings that are over by now, a part of them at a time; returns how many there were. */
  close(now: Millis): number {
    return this.#atOnce(() => {
      const over = this.#over.all(now).map(({ alert }) => JSON.parse(String(alert)) as Alert)
      for (const alert of over) {
        this.#write(alert, true)
        for (const told of this.#toldOf(alert)) if (told.open === 1) this.#end(alert, told, 'closed', now)
      }
      return over.length
    })
  }

  /** The greatest version that was taken; null where nothing was. */
  get position(): number | null {
    const row = this.#database.prepare("SELECT value FROM position WHERE name = 'version'").get()
    return row === undefined ? null : Number(row['value'])
  }

  /** When the next finding is over by itself, ms; NEVER where none is. */
  get nextClose(): Millis {
    const row = this.#database.prepare('SELECT min(until) AS until FROM finding WHERE over = 0').get()
    return typeof row?.['until'] === 'number' ? row['until'] : NEVER
  }

  get database(): DatabaseSync {
    return this.#database
  }

  stop(): void {
    this.#database.close()
  }

  #takeOne(alert: Alert, route: (alert: Alert) => readonly Destination[], now: Millis): number {
    const known = this.#known.get(alert.id) as Known | undefined
    if (known !== undefined && known.version >= alert.version) return 0
    const isOver = !isOpen(alert, now)
    this.#write(alert, isOver)
    if (known?.hash === alert.hash) return 0
    const tolds = new Map(this.#toldOf(alert).map((told) => [told.endpoint, told]))
    if (isOver) {
      const open = [...tolds.values()].filter((told) => told.open === 1)
      return open.reduce(
        (made, told) => made + this.#end(alert, told, alert.retracted ? 'retracted' : 'closed', now),
        0,
      )
    }
    return route(alert).reduce((made, to) => made + this.#stands(alert, to, tolds.get(to.endpoint), now), 0)
  }

  /** A finding that is open: told for the first time, or that something of it is otherwise. */
  #stands(alert: Alert, { endpoint, from }: Destination, told: Told | undefined, now: Millis): number {
    const isNew = told?.open !== 1
    const episode = isNew ? (told?.episode ?? 0) + 1 : told.episode
    if (isNew) this.#believe.run(alert.id, endpoint, 1, episode)
    // What is held back is told as it has become.
    const held = this.#heldBack.get(alert.id, endpoint)
    if (held !== undefined) this.#takeBack.run(String(held['id']))
    const isFirst = isNew || held !== undefined
    const due = isFirst && from > now ? from : 0
    return this.#insert(alert, { endpoint, episode, occasion: isFirst ? 'opened' : 'changed', due }, now)
  }

  /** A finding that is over: told to who heard of it. */
  #end(alert: Alert, { endpoint, episode }: Told, occasion: Occasion, now: Millis): number {
    this.#believe.run(alert.id, endpoint, 0, episode)
    const held = this.#heldBack.get(alert.id, endpoint)
    if (held === undefined) return this.#insert(alert, { endpoint, episode, occasion, due: 0 }, now)
    this.#takeBack.run(String(held['id']))
    return 0
  }

  #insert(
    alert: Alert,
    { endpoint, episode, occasion, due }: { endpoint: string; episode: number; occasion: Occasion; due: Millis },
    now: Millis,
  ): number {
    const isOver = occasion === 'closed' || occasion === 'retracted'
    const id = messageId([endpoint, alert.id, String(episode), alert.hash, isOver ? 'over' : 'open'])
    const [state, at] = [due > 0 ? 'held' : 'ready', now]
    const urgency = SEVERITIES.indexOf(alert.severity)
    const { changes } = this.#add.run(id, endpoint, alert.id, occasion, JSON.stringify(alert), urgency, at, state, due)
    return Number(changes)
  }

  #toldOf({ id }: Alert): readonly Told[] {
    return this.#believed.all(id) as unknown as readonly Told[]
  }

  #write(alert: Alert, isOver: boolean): void {
    const { id, hash, version, until } = alert
    this.#keep.run(id, hash, version, until, isOver ? 1 : 0, JSON.stringify(alert))
  }

  /** All of it or nothing. */
  #atOnce<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const done = work()
      this.#database.exec('COMMIT')
      return done
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

const HEX_OF_128_BITS = 32

/** The id of a message, which follows from what it says and to whom (semantics: ids by SHA-256, fields joined by NUL). */
function messageId(parts: readonly string[]): string {
  return `msg_${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HEX_OF_128_BITS)}`
}
