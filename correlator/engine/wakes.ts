import type { State } from '../entities/state.ts'
import { WORD } from '../entities/layouts.ts'
import { OWNED_ANEW, TELLS, WAITS, type Table } from '../entities/table.ts'
import type { EntityPlan } from './plan.ts'

/** What a change of a row leads to, once each however often it changed: it tells, it is judged, its owners' identities are. */
export class Wakes {
  readonly telling = { workload: [] as number[], credential: [] as number[] }
  readonly waiting = { credential: [] as number[], identity: [] as number[] }
  readonly ownedAnew = { identity: [] as number[], owner: [] as number[] }
  readonly #state: State
  /** Whether there is no row that is not ours to judge. */
  readonly #isWhole: boolean

  constructor(state: State) {
    this.#state = state
    this.#isWhole = state.share.partitions === 1
  }

  /** A column of a row changed. `told`: its listeners hear of it; `owned`: it is a timeline of ownership. */
  changed(entity: EntityPlan['entity'], row: number, told: boolean, owned: boolean): void {
    if (owned) this.#once(this.#state.table(entity), row, OWNED_ANEW, this.ownedAnew[entity as 'identity' | 'owner'])
    if (told) this.tell(entity as 'workload' | 'credential', row)
    if (entity === 'credential' || entity === 'identity') this.wait(entity, row)
  }

  /** A row is to tell its listeners, if it has any. */
  tell(entity: 'workload' | 'credential', row: number): void {
    const table = this.#state.table(entity)
    if (table.get(row, WORD.listeners) !== 0) this.#once(table, row, TELLS, this.telling[entity])
  }

  /** A row is to be judged, if it is of our share. */
  wait(entity: 'credential' | 'identity', row: number): void {
    const table = this.#state.table(entity)
    if (this.#isWhole || this.#state.owns(table, row)) this.#once(table, row, WAITS, this.waiting[entity])
  }

  /** Takes the next row of a queue, and its mark from it; 0 where the queue is empty. */
  take(table: Table, queue: number[], mark: number): number {
    const row = queue.pop() ?? 0
    if (row !== 0) table.unmark(row, mark)
    return row
  }

  #once(table: Table, row: number, mark: number, queue: number[]): void {
    if (table.mark(row, mark)) queue.push(row)
  }
}
