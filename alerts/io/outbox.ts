import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { NEVER, type Millis } from '../../schemas/time.ts'
import { isEnd, isOpen, type Alert, type Occasion } from '../alert.ts'
import type { Destination } from '../message.ts'
import { atOnce } from './at-once.ts'
import { idOf } from './message-id.ts'
import { prepareTables } from './tables.ts'
import { Waiting, type Draft } from './waiting.ts'

/** What stands in it is nobody else's to read. */
const OWNER_ONLY = 0o600
/** So many findings are looked at in one commit. */
const AT_ONCE = 1_000

/** Whether an endpoint is told of something at all. */
export type IsHeard = (endpoint: string, occasion: Occasion, alert: Alert) => boolean

/** Where a finding goes now. */
export type RouteOf = (alert: Alert) => readonly Destination[]

interface Known {
  readonly hash: string
  readonly version: number
}

interface Told {
  readonly endpoint: string
  readonly open: 0 | 1
  readonly episode: number
  readonly group_id: string
  readonly turn: number
}

/**
 * What is to be told, on disk. What is taken is durable when the call returns. A finding makes a message for each endpoint whenever it is otherwise
 * than before, when it is over, and as often as it is to be repeated; what was over before it was first seen makes none.
 */
export class Outbox {
  readonly #database: DatabaseSync
  readonly #waiting: Waiting
  readonly #isHeard: IsHeard
  readonly #known
  readonly #keep
  readonly #told
  readonly #tell
  readonly #over
  readonly #again
  readonly #never
  readonly #advance
  readonly #untold

  /** Opens a file, or makes it. `mostTogether`: of how many findings an endpoint takes one message. */
  constructor(path: string, mostTogether: (endpoint: string) => number = () => 1, isHeard: IsHeard = () => true) {
    this.#isHeard = isHeard
    this.#database = new DatabaseSync(path)
    prepareTables(this.#database)
    chmodSync(path, OWNER_ONLY)
    this.#waiting = new Waiting(this.#database, mostTogether)
    const prepare = (sql: string) => this.#database.prepare(sql)
    this.#known = prepare('SELECT hash, version FROM finding WHERE id = ?')
    this.#keep = prepare('INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?, ?)')
    this.#told = prepare('SELECT endpoint, open, episode, group_id, turn FROM told WHERE finding = ?')
    this.#tell = prepare('INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#over = prepare(`SELECT alert FROM finding WHERE over = 0 AND until <= ? ORDER BY until LIMIT ${AT_ONCE}`)
    this.#again = prepare(
      `SELECT told.*, alert FROM told JOIN finding ON id = finding WHERE again > 0 AND again <= ? ORDER BY again LIMIT ${AT_ONCE}`,
    )
    this.#never = prepare('UPDATE told SET again = 0 WHERE finding = ? AND endpoint = ?')
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
      return alerts.reduce((made, alert) => made + this.#takeOne(alert, route, now), 0)
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
          for (const to of route(alert)) this.#stands(alert, to, undefined, now)
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
        for (const told of this.#toldOf(alert)) if (told.open === 1) this.#ends(alert, told, 'closed', now)
      }
      return over.length
    })
  }

  /** Says again what still stands, a part of it at a time, where `route` still has it go; returns of how many it was looked. */
  repeat(route: RouteOf, now: Millis): number {
    return atOnce(this.#database, () => {
      const rows = this.#again.all(now) as unknown as readonly (Told & { readonly alert: string })[]
      for (const { alert: text, ...told } of rows) {
        const alert = JSON.parse(text) as Alert
        const to = route(alert).find(({ endpoint }) => endpoint === told.endpoint)
        if (to === undefined || to.repeat === 0) this.#never.run(alert.id, told.endpoint)
        else this.#repeats(alert, to, told, now)
      }
      return rows.length
    })
  }

  /** The greatest version that was taken; null where nothing was. */
  get position(): number | null {
    const row = this.#database.prepare("SELECT value FROM position WHERE name = 'version'").get()
    return row === undefined ? null : Number(row['value'])
  }

  /** When the next finding is over by itself, or said again, ms; NEVER where none is. */
  get nextDue(): Millis {
    const due = `SELECT min(due) AS due FROM (SELECT min(until) AS due FROM finding WHERE over = 0 UNION ALL SELECT min(again) FROM told WHERE again > 0)`
    const row = this.#database.prepare(due).get()
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
    const tolds = this.#toldOf(alert)
    if (isOver) {
      const occasion = alert.retracted ? 'retracted' : 'closed'
      const open = tolds.filter((told) => told.open === 1)
      return open.reduce((made, told) => made + this.#ends(alert, told, occasion, now), 0)
    }
    const told = new Map(tolds.map((one) => [one.endpoint, one]))
    return route(alert).reduce((made, to) => made + this.#stands(alert, to, told.get(to.endpoint), now), 0)
  }

  /** A finding that is open: told for the first time, or that something of it is otherwise. What is held back is told as it has become. */
  #stands(alert: Alert, to: Destination, told: Told | undefined, now: Millis): number {
    const { endpoint } = to
    const held = this.#waiting.takeBack(alert.id, endpoint)
    const isNew = told === undefined || (told.open === 0 && (held === null || !isEnd(held)))
    const isFirst = isNew || held === 'opened'
    const turn = isFirst ? 0 : told.turn + 1
    return this.#say(alert, to, {
      occasion: isFirst ? 'opened' : 'changed',
      now,
      ...this.#episodeOf(to, isNew, told),
      turn,
    })
  }

  #repeats(alert: Alert, to: Destination, told: Told, now: Millis): void {
    const { episode, group_id: group, turn } = told
    const said = { occasion: 'repeated', now, episode, group, turn: turn + 1 } as const
    // Who has not heard the last of it yet hears that first.
    if (this.#waiting.isUnderWay(alert.id, told.endpoint)) this.#believe(alert, to, said)
    else this.#say(alert, to, said)
  }

  /** Who was told of a finding in one group is told of it there until it is over. */
  #episodeOf({ endpoint, group }: Destination, isNew: boolean, told: Told | undefined) {
    if (!isNew && told !== undefined) return { episode: told.episode, group: told.group_id }
    return {
      episode: (told?.episode ?? 0) + 1,
      group: group === null ? '' : this.#waiting.groupOf(endpoint, group),
    }
  }

  /** A finding that is over: told to who heard of it. */
  #ends(alert: Alert, { endpoint, episode, group_id: group }: Told, occasion: Occasion, now: Millis): number {
    this.#tell.run(alert.id, endpoint, 0, episode, group, 0, 0)
    if (this.#waiting.takeBack(alert.id, endpoint) === 'opened') return 0
    const id = idOf('msg', [endpoint, alert.id, String(episode), alert.hash, 'over'])
    return this.#add({ id, endpoint, occasion, alert, at: now, from: 0, group })
  }

  #say(alert: Alert, to: Destination, said: Said): number {
    const { endpoint, from } = to
    const { occasion, now, episode, group, turn } = said
    this.#believe(alert, to, said)
    const parts = [endpoint, alert.id, String(episode), alert.hash, 'open', ...(turn > 0 ? [String(turn)] : [])]
    return this.#add({ id: idOf('msg', parts), endpoint, occasion, alert, at: now, from, group })
  }

  #add(draft: Draft): number {
    if (!this.#isHeard(draft.endpoint, draft.occasion, draft.alert)) return 0
    return Number(this.#waiting.add(draft))
  }

  #believe(alert: Alert, { endpoint, repeat }: Destination, { now, episode, group, turn }: Said): void {
    this.#tell.run(alert.id, endpoint, 1, episode, group, repeat === 0 ? 0 : now + repeat, turn)
  }

  #toldOf({ id }: Alert): readonly Told[] {
    return this.#told.all(id) as unknown as readonly Told[]
  }

  #write(alert: Alert, isOver: boolean): void {
    const { id, hash, version, until } = alert
    this.#keep.run(id, hash, version, until, isOver ? 1 : 0, JSON.stringify(alert))
  }
}

/** What is said of a finding that stands. */
interface Said {
  readonly occasion: Occasion
  readonly now: Millis
  readonly episode: number
  readonly group: string
  /** How often something was said of it before, since it opened. */
  readonly turn: number
}
