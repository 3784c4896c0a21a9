import type { BatchColumns, EventBatch } from '../../schemas/batch.ts'
import type { EventColumnName } from '../../schemas/events.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import { isNoKey } from '../entities/key-index.ts'
import type { State } from '../entities/state.ts'
import type { Table } from '../entities/table.ts'
import { joinFlag, joinFlat, joinLatest, joinMax, joinMin, joinRank } from './merges.ts'
import { planNumber, PLANS, type EntityPlan, type Plan, type Step } from './plan.ts'
import type { Telling } from './tell.ts'
import type { Wakes } from './wakes.ts'

const byNumber = (one: number, other: number) => one - other

/** Spreads the events of a batch into facts about the entities that they name, and joins those into rows. */
export class Merger {
  readonly #state: State
  readonly #wakes: Wakes
  readonly #telling: Telling
  #columns!: BatchColumns
  #at!: Float64Array

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
    for (let event = 0; event < batch.length; event++) {
      const plan = PLANS[planNumber(type[event]!, outcome[event]!)]!
      for (const entity of plan.entities) this.#spread(entity, event)
      for (const link of plan.links) this.#link(link, event)
      if (plan.isOwnership) this.#own(event)
    }
  }

  #spread(plan: EntityPlan, event: number): void {
    const keys = this.#columns[plan.key as 'credential_key']
    if (isNoKey(keys, event * KEY_WORDS)) return
    const table = this.#state.table(plan.entity)
    const row = this.#row(table, keys, event, plan.id, plan.issuer)
    for (const step of plan.steps) {
      if (this.#join(step, table, row, event))
        this.#wakes.changed(plan.entity, row, step.told, step.merge === 'entries')
    }
  }

  /** The row of a key; a new one, or one that was only mentioned, gets its raw id and in whose name it was given. */
  #row(table: Table, keys: Uint32Array, event: number, id: EventColumnName, issuer: EventColumnName | null): number {
    const row = table.row(keys, event * KEY_WORDS)
    if (table.get(row, 'id') !== 0) return row
    const { tenant } = this.#columns
    const given = issuer === null ? '' : (this.#columns[issuer as 'issuer'][event] ?? '')
    table.set(row, 'id', this.#state.texts.add(this.#columns[id as 'credential_id'][event] ?? ''))
    table.set(row, 'authority', this.#state.authorities.number(`${tenant[event]}\0${given}`))
    return row
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
    const { identity } = this.#state
    const keys = this.#columns.identity_key
    if (isNoKey(keys, event * KEY_WORDS)) return false
    return joinFlat(words, at, this.#row(identity, keys, event, 'identity', null), identity.compareKeys)
  }

  #joinEntries(step: Step, words: Uint32Array, at: number, event: number): boolean {
    const { timelines, owner } = this.#state
    let changed = false
    for (const entry of step.entries) {
      const time = this.#time(entry.at, event)
      if (time === 0 || !this.#holds(entry.if, event)) continue
      const ref = entry.key === null ? 0 : this.#row(owner, this.#columns.owner_key, event, 'owner_id', null)
      words[at] ||= timelines.create()
      if (timelines.add(words[at]!, { at: time, on: entry.on, ref }, owner.compareKeys)) changed = true
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
    const { credential, workload } = this.#state
    const listenerKeys = this.#columns[link.listener]
    const listenedKeys = this.#columns[link.listened]
    if (isNoKey(listenerKeys, event * KEY_WORDS) || isNoKey(listenedKeys, event * KEY_WORDS)) return
    const listener = this.#row(credential, listenerKeys, event, 'credential_id', 'issuer')
    const listened =
      link.teller === 'workload'
        ? this.#row(workload, listenedKeys, event, 'workload_id', null)
        : this.#row(credential, listenedKeys, event, 'parent_id', 'parent_issuer')
    this.#telling.link(link.teller, listened, listener)
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
