import { isNoKey, KEY_WORDS } from '../../schemas/keys.ts'
import { WORD } from '../entities/layouts.ts'
import type { State } from '../entities/state.ts'
import { STRIP, type Strip } from './strip.ts'

/** Whom an event may name, and in which columns. */
const NAMED = {
  credential: { entity: 'credential', key: 'credential_key', id: 'credential_id', issuer: 'issuer' },
  workload: { entity: 'workload', key: 'workload_key', id: 'workload_id', issuer: null },
  identity: { entity: 'identity', key: 'identity_key', id: 'identity', issuer: null },
  owner: { entity: 'owner', key: 'owner_key', id: 'owner_id', issuer: null },
  parent: { entity: 'credential', key: 'parent_key', id: 'parent_id', issuer: 'parent_issuer' },
} as const

export type Name = keyof typeof NAMED

/**
 * The rows of whom the events of a strip name, 0 for nobody; found when they are asked for, added where there is none. Of a share of
 * all rows: those of the share, those whom a credential of the share hears of, and those of whom everybody hears.
 */
export class Named {
  readonly #state: State
  readonly #rows: Readonly<Record<Name, Uint32Array>>
  /** How many events name one, of those that were asked for. */
  readonly #counts = new Map<Name, number>()
  /** Where the keys begin that the events name, and the rows that have them. */
  readonly #places = new Uint32Array(STRIP)
  readonly #found = new Uint32Array(STRIP)
  #strip: Strip | null = null

  constructor(state: State) {
    this.#state = state
    const rows = Object.keys(NAMED).map((name) => [name, new Uint32Array(STRIP)])
    this.#rows = Object.fromEntries(rows) as Record<Name, Uint32Array>
  }

  /** Turns to another strip, or (null) lets go of the last one. */
  turn(strip: Strip | null): void {
    this.#strip = strip
    this.#counts.clear()
  }

  /** The row that each event names, in the order of the strip's events; null where none names any. */
  rows(name: Name): Uint32Array | null {
    const rows = this.#rows[name]
    let count = this.#counts.get(name)
    if (count === undefined) this.#counts.set(name, (count = this.#find(name, rows, this.#strip!)))
    return count === 0 ? null : rows
  }

  #find(name: Name, rows: Uint32Array, strip: Strip): number {
    const { events, columns } = strip
    const { entity, key } = NAMED[name]
    const table = this.#state.table(entity)
    const keys = columns[key]
    const isWhole = this.#state.share.partitions === 1
    let named = 0
    for (let n = 0; n < events.length; n++) {
      const place = events[n]! * KEY_WORDS
      rows[n] = isNoKey(keys, place) || !(isWhole || this.#concerns(strip, keys, place)) ? 0 : ++named
      if (rows[n] !== 0) this.#places[named - 1] = place
    }
    if (named === 0) return 0
    table.index.findAll(keys, this.#places.subarray(0, named), this.#found)
    for (let n = 0; n < events.length; n++) {
      if (rows[n] === 0) continue
      const row = this.#found[rows[n]! - 1]!
      rows[n] = row === 0 || table.get(row, WORD.id) === 0 ? this.#introduce(name, events[n]!) : row
    }
    return named
  }

  /** Whether somebody whose key stands at a place is of our share, or is heard of by one who is. */
  #concerns({ plan, columns }: Strip, keys: Uint32Array, place: number): boolean {
    const state = this.#state
    if (plan.isOwnership || state.ownsKey(keys[place]!)) return true
    const { credential_key: hearer } = columns
    return keys !== hearer && !isNoKey(hearer, place) && state.ownsKey(hearer[place]!)
  }

  /** A row that is new, or was only mentioned, gets its raw id and in whose name it was given. */
  #introduce(name: Name, event: number): number {
    const { entity, key, id, issuer } = NAMED[name]
    const { columns } = this.#strip!
    const table = this.#state.table(entity)
    const row = table.row(columns[key], event * KEY_WORDS)
    if (table.get(row, WORD.id) !== 0) return row
    const given = issuer === null ? '' : (columns[issuer].at(event) ?? '')
    table.set(row, WORD.id, this.#state.texts.add(columns[id].at(event) ?? ''))
    table.set(row, WORD.authority, this.#state.authorities.number(columns.tenant.at(event)!, given))
    return row
  }
}
