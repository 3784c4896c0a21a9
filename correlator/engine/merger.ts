import type { EventColumnName } from '../../schemas/events.ts'
import type { Facts, Texts } from '../../schemas/facts.ts'
import { isNoKey, KEY_WORDS } from '../../schemas/keys.ts'
import type { State } from '../entities/state.ts'
import type { Table } from '../entities/table.ts'
import { joinClaims, joinFlags, joinRanks, joinStatements, joinTimes, type Into } from './joins.ts'
import { byNumber, joinMax, joinMin } from './merges.ts'
import { Named } from './named.ts'
import { OWNED, TOLD, type EntityPlan, type Plan, type Step } from './plan.ts'
import { STRIP, stripsOf, type Strip } from './strip.ts'
import type { Telling } from './tell.ts'
import type { Wakes } from './wakes.ts'

/** Spreads the events of a batch into facts about the entities that they name, and joins those into rows, column by column. */
export class Merger {
  readonly #state: State
  readonly #wakes: Wakes
  readonly #telling: Telling
  readonly #named: Named
  readonly #changed = new Uint8Array(STRIP)
  readonly #scratch = new Uint32Array(STRIP)
  #anew = false

  constructor(state: State, wakes: Wakes, telling: Telling) {
    this.#state = state
    this.#wakes = wakes
    this.#telling = telling
    this.#named = new Named(state)
  }

  /** Merges a whole batch: its rows' changes, or (`anew`) whatever it speaks of, wait to be told and judged. */
  merge(batch: Facts, anew: boolean): void {
    this.#anew = anew
    for (const strip of stripsOf(batch)) {
      this.#named.turn(strip)
      for (const entity of strip.plan.entities) this.#spread(entity, strip)
      for (const link of strip.plan.links) this.#link(link, strip)
      if (strip.plan.isOwnership) this.#own(strip)
    }
    this.#named.turn(null)
  }

  #spread({ entity, steps }: EntityPlan, strip: Strip): void {
    const table = this.#state.table(entity)
    const rows = this.#named.rows(entity)
    if (rows === null) return
    this.#changed.fill(this.#anew ? marksOf(steps) : 0)
    for (const step of steps) this.#join(step, table, rows, strip)
    for (let n = 0; n < strip.events.length; n++) {
      const changed = this.#changed[n]!
      if (changed !== 0) this.#wakes.changed(entity, rows[n]!, (changed & TOLD) !== 0, (changed & OWNED) !== 0)
    }
  }

  #join(step: Step, table: Table, named: Uint32Array, strip: Strip): void {
    const { columns, events, at } = strip
    const { cell, source } = step
    const rows = step.given === null ? named : this.#whereSaid(step.given, named, strip)
    const into: Into = { pages: table.rows, rows, events, changed: this.#changed, mark: step.mark }
    if (cell.in === 'time') joinTimes(into, cell, timesOf(strip, source), step.merge === 'min' ? joinMin : joinMax)
    if (cell.in === 'latest') joinStatements(into, cell, at, timesOf(strip, source))
    if (cell.in === 'rank') joinRanks(into, cell, columns[source as 'privilege'])
    if (cell.in === 'flag') joinFlags(into, cell, columns[source as 'static'])
    if (cell.in === 'flat' && step.merge === 'key') this.#joinIdentities(into, cell)
    if (cell.in === 'flat' && step.merge === 'word')
      joinClaims(into, cell, this.#numbers(columns[source as 'workload_kind'], events), byNumber)
    if (cell.in === 'timeline') this.#joinEntries(step, into, cell.at, strip)
  }

  /** The only entity that others name as a claim is an identity. */
  #joinIdentities(into: Into, cell: Parameters<typeof joinClaims>[1]): void {
    const claims = this.#named.rows('identity')
    if (claims !== null) joinClaims(into, cell, claims, this.#state.identity.compareKeys)
  }

  /** The rows of the events that say another column too. */
  #whereSaid(column: EventColumnName, rows: Uint32Array, { columns, events }: Strip): Uint32Array {
    return rows.map((row, n) => (isNoKey(columns[column as 'owner_key'], events[n]! * KEY_WORDS) ? 0 : row))
  }

  /** The number of each event's word. */
  #numbers(words: Texts, events: Uint32Array): Uint32Array {
    const { kinds } = this.#state
    for (let n = 0; n < events.length; n++) this.#scratch[n] = kinds.number(words.at(events[n]!)!)
    return this.#scratch
  }

  /** The changes of ownership that each event states. */
  #joinEntries(step: Step, { pages, rows, events, changed, mark }: Into, at: number, strip: Strip): void {
    const { timelines, owner } = this.#state
    for (const entry of step.entries) {
      const times = timesOf(strip, entry.at)
      const owners = entry.key === null ? null : this.#named.rows('owner')
      for (let n = 0; n < events.length; n++) {
        const time = times[events[n]!]!
        if (rows[n] === 0 || time === 0 || !holds(entry.if, strip, events[n]!)) continue
        const { words } = pages.page(rows[n]!)
        const cell = pages.words(rows[n]!) + at
        words[cell] ||= timelines.create()
        const change = { at: time, on: entry.on, ref: owners?.[n] ?? 0 }
        if (timelines.add(words[cell], change, owner.compareKeys)) changed[n]! |= mark
      }
    }
  }

  #link({ teller, if: condition }: Plan['links'][number], { columns, events }: Strip): void {
    const listened = this.#named.rows(teller)
    if (listened === null) return
    const listeners = this.#named.rows('credential')
    const { credential_key: keys, workload_kind: kinds } = columns
    for (let n = 0; n < events.length; n++) {
      if (listened[n] === 0 || (condition !== null && columns[condition][events[n]!] === 0)) continue
      const place = events[n]! * KEY_WORDS
      if (listeners !== null && listeners[n] !== 0) this.#telling.link(teller, listened[n]!, listeners[n]!)
      else if (!isNoKey(keys, place)) {
        const [partition, kind] = [
          this.#state.partitionOf(keys[place]!),
          this.#state.kinds.number(kinds.at(events[n]!)!),
        ]
        this.#telling.linkAway(teller, listened[n]!, partition, kind, this.#anew)
      }
    }
  }

  /** The first ownership fact of a tenant lets all its identities be judged. */
  #own({ columns, events }: Strip): void {
    const { owned, identity } = this.#state
    for (const event of events) {
      const tenant = columns.tenant.at(event)!
      if (owned.has(tenant)) continue
      owned.add(tenant)
      for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)
    }
  }
}

/** What follows where each of the columns changes. */
function marksOf(steps: readonly Step[]): number {
  return steps.reduce((marks, { mark }) => marks | mark, 0)
}

/** The times that a fact is read from. */
function timesOf({ at, columns }: Strip, source: Step['source']): Float64Array {
  return source === 'at' ? at : columns[source as 'not_after']
}

function holds(condition: Step['entries'][number]['if'], { columns }: Strip, event: number): boolean {
  if (condition === undefined) return true
  const column = 'said' in condition ? condition.said : condition.not
  return isNoKey(columns[column as 'owner_key'], event * KEY_WORDS) !== 'said' in condition
}
