import type { BatchColumns, EventBatch } from '../../schemas/batch.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import { isNoKey } from '../entities/key-index.ts'
import type { State } from '../entities/state.ts'
import type { Table } from '../entities/table.ts'
import { joinFlag, joinFlat, joinLatest, joinMax, joinMin, joinRank } from './merges.ts'
import { planNumber, PLANS, type EntityPlan, type Plan, type Step } from './plan.ts'
import type { Telling } from './tell.ts'
import type { Wakes } from './wakes.ts'

/** Whom an event may name: in which columns, and the place of the row that was found for it. */
interface Named {
  readonly place: number
  readonly entity: EntityPlan['entity']
  readonly key: 'credential_key' | 'workload_key' | 'identity_key' | 'owner_key' | 'parent_key'
  readonly id: 'credential_id' | 'workload_id' | 'identity' | 'owner_id' | 'parent_id'
  readonly issuer: 'issuer' | 'parent_issuer' | null
}

const NAMED = {
  credential: { place: 0, entity: 'credential', key: 'credential_key', id: 'credential_id', issuer: 'issuer' },
  workload: { place: 1, entity: 'workload', key: 'workload_key', id: 'workload_id', issuer: null },
  identity: { place: 2, entity: 'identity', key: 'identity_key', id: 'identity', issuer: null },
  owner: { place: 3, entity: 'owner', key: 'owner_key', id: 'owner_id', issuer: null },
  parent: { place: 4, entity: 'credential', key: 'parent_key', id: 'parent_id', issuer: 'parent_issuer' },
} as const satisfies Record<string, Named>

/** Between batches none is held on to. */
const NO_COLUMNS = {} as BatchColumns

const byNumber = (one: number, other: number) => one - other

/** Spreads the events of a batch into facts about the entities that they name, and joins those into rows. */
export class Merger {
  readonly #state: State
  readonly #wakes: Wakes
  readonly #telling: Telling
  #columns: BatchColumns = NO_COLUMNS
  #at!: Float64Array
  /** The rows of whom the present event names, by place. */
  readonly #rows = new Uint32Array(Object.keys(NAMED).length)
  #located = new Uint32Array(0)

  constructor(state: State, wakes: Wakes, telling: Telling) {
    this.#state = state
    this.#wakes = wakes
    this.#telling = telling
  }

  /** Merges a whole batch: its rows' changes wait to be told and judged. */
  merge(batch: EventBatch): void {
    this.#columns = batch.columns
    this.#at = batch.at
    const { type, outcome } = batch.columns
    this.#locate(batch)
    for (let event = 0; event < batch.length; event++) {
      this.#rows.fill(0)
      const plan = PLANS[planNumber(type[event]!, outcome[event]!)]!
      for (const entity of plan.entities) this.#spread(entity, event)
      for (const link of plan.links) this.#link(link, event)
      if (plan.isOwnership) this.#own(event)
    }
    this.#columns = NO_COLUMNS
  }

  /** Looks up the credentials of all events first: look-ups that do not wait for one another overlap their cache misses. */
  #locate({ columns, length }: EventBatch): void {
    if (this.#located.length < length) this.#located = new Uint32Array(length * 2)
    const { index } = this.#state.credential
    for (let event = 0; event < length; event++) {
      this.#located[event] = index.find(columns.credential_key, event * KEY_WORDS)
    }
  }

  #spread(plan: EntityPlan, event: number): void {
    const row = this.#row(NAMED[plan.entity], event)
    if (row === 0) return
    const table = this.#state.table(plan.entity)
    let [changed, told, owned] = [false, false, false]
    for (const step of plan.steps) {
      if (!this.#join(step, table, row, event)) continue
      changed = true
      told ||= step.told
      owned ||= step.merge === 'entries'
    }
    if (changed) this.#wakes.changed(plan.entity, row, told, owned)
  }

  /** The row of whom an event names, 0 for nobody. One that is new, or was only mentioned, gets its raw id and in whose name it was given. */
  #row(named: Named, event: number): number {
    const known = this.#rows[named.place]!
    if (known !== 0) return known
    const keys = this.#columns[named.key]
    if (isNoKey(keys, event * KEY_WORDS)) return 0
    const table = this.#state.table(named.entity)
    const row = (named.place === 0 ? this.#located[event]! : 0) || table.row(keys, event * KEY_WORDS)
    if (table.get(row, 'id') === 0) this.#introduce(table, row, named, event)
    return (this.#rows[named.place] = row)
  }

  #introduce(table: Table, row: number, { id, issuer }: Named, event: number): void {
    const given = issuer === null ? '' : (this.#columns[issuer][event] ?? '')
    table.set(row, 'id', this.#state.texts.add(this.#columns[id][event] ?? ''))
    table.set(row, 'authority', this.#state.authorities.number(this.#columns.tenant[event]!, given))
  }

  #join(step: Step, table: Table, row: number, event: number): boolean {
    if (step.given !== null && isNoKey(this.#columns[step.given as 'owner_key'], event * KEY_WORDS)) return false
    const { rows } = table
    const page = rows.page(row)
    const { cell, source } = step
    switch (step.merge) {
      case 'min':
        return joinMin(page.times, rows.times(row) + cell.at, this.#time(source, event))
      case 'max':
        return joinMax(page.times, rows.times(row) + cell.at, this.#time(source, event))
      case 'latest': {
        const value = this.#time(source, event)
        return value !== 0 && joinLatest(page.times, rows.times(row) + cell.at, this.#at[event]!, value)
      }
      case 'rank':
        return joinRank(page.bytes, rows.bytes(row) + cell.at, this.#columns[source as 'privilege'][event]!)
      case 'or':
        return (
          this.#columns[source as 'static'][event] !== 0 &&
          joinFlag(page.bytes, rows.bytes(row) + cell.at, (cell as { mask: number }).mask)
        )
      case 'key':
        return this.#joinIdentity(page.words, rows.words(row) + cell.at, event)
      case 'word': {
        const kind = this.#state.kinds.number(this.#columns[source as 'workload_kind'][event]!)
        return joinFlat(page.words, rows.words(row) + cell.at, kind, byNumber)
      }
      case 'entries':
        return this.#joinEntries(step, page.words, rows.words(row) + cell.at, event)
    }
  }

  #time(source: Step['source'], event: number): number {
    return source === 'at' ? this.#at[event]! : this.#columns[source as 'not_after'][event]!
  }

  /** The only entity that others name as a claim is an identity. */
  #joinIdentity(words: Uint32Array, at: number, event: number): boolean {
    return joinFlat(words, at, this.#row(NAMED.identity, event), this.#state.identity.compareKeys)
  }

  #joinEntries(step: Step, words: Uint32Array, at: number, event: number): boolean {
    const { timelines, owner } = this.#state
    let changed = false
    for (const entry of step.entries) {
      const time = this.#time(entry.at, event)
      if (time === 0 || !this.#holds(entry.if, event)) continue
      const ref = entry.key === null ? 0 : this.#row(NAMED.owner, event)
      words[at] ||= timelines.create()
      if (timelines.add(words[at], { at: time, on: entry.on, ref }, owner.compareKeys)) changed = true
    }
    return changed
  }

  #holds(condition: Step['entries'][number]['if'], event: number): boolean {
    if (condition === undefined) return true
    const column = 'said' in condition ? condition.said : condition.not
    return isNoKey(this.#columns[column as 'owner_key'], event * KEY_WORDS) !== 'said' in condition
  }

  #link(link: Plan['links'][number], event: number): void {
    if (link.if !== null && this.#columns[link.if][event] === 0) return
    const listener = this.#row(NAMED.credential, event)
    const listened = this.#row(link.teller === 'workload' ? NAMED.workload : NAMED.parent, event)
    if (listener !== 0 && listened !== 0) this.#telling.link(link.teller, listened, listener)
  }

  /** The first ownership fact of a tenant lets all its identities be judged. */
  #own(event: number): void {
    const tenant = this.#columns.tenant[event]!
    const { owned, identity } = this.#state
    if (owned.has(tenant)) return
    owned.add(tenant)
    for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)
  }
}
