import { identity } from '../../schemas/entities.ts'
import { ownColumns } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { readerOf } from './reader.ts'
import type { State } from './state.ts'

type Columns = (typeof identity)['columns']

const IdentityReader = readerOf(ownColumns(identity) as unknown as Columns, LAYOUTS.identity.cells)

/** An identity's row as the rules read it. */
export class Identity extends IdentityReader {
  readonly #state: State

  constructor(state: State) {
    super(state.identity.rows)
    this.#state = state
  }

  /** Whether its tenant has any ownership fact: before that nobody can be said to have no owner. */
  get has_owner_source(): boolean {
    return this.#state.owned.has(this.#state.authority(this.#state.identity, this.row).tenant)
  }
}
