import type { Policy } from '../../schemas/policy.ts'
import { Credential } from '../entities/credential.ts'
import { LAYOUTS } from '../entities/layouts.ts'
import type { State } from '../entities/state.ts'
import { TELLS, type Table } from '../entities/table.ts'
import { joinFlatPair, joinLatest, joinMin, joinRank } from './merges.ts'
import type { Wakes } from './wakes.ts'

const CREDENTIAL = LAYOUTS.credential.cells
const WORKLOAD = LAYOUTS.workload.cells
const PART = LAYOUTS.parent_part.cells
const PARENT = LAYOUTS.parent_part.words['parent']!

const byNumber = (one: number, other: number) => one - other

/** Tells columns, never conclusions: what a row knows, merged into the rows that listen to it (rules: Telling). */
export class Telling {
  readonly #state: State
  readonly #wakes: Wakes
  readonly #parent: Credential

  constructor(state: State, policy: Policy, wakes: Wakes) {
    this.#state = state
    this.#wakes = wakes
    this.#parent = new Credential(state, policy)
  }

  /** Links a listener to whom it named, which tells it everything. */
  link(teller: 'workload' | 'parent', listened: number, listener: number): void {
    if (!this.connect(teller, listened, listener)) return
    if (teller === 'workload') this.#tellOfWorkload(listened, listener)
    else this.#tellOfParent(listened, listener)
  }

  /** Links a listener to whom it named; says whether it was not yet. */
  connect(teller: 'workload' | 'parent', listened: number, listener: number): boolean {
    const { workload, credential, workloadLinks, parentLinks } = this.#state
    const table = teller === 'workload' ? workload : credential
    const links = teller === 'workload' ? workloadLinks : parentLinks
    const link = links.add(listened, listener, table.get(listened, 'listeners'))
    if (link === 0) return false
    table.set(listened, 'listeners', link)
    if (teller === 'workload') this.#showWorkload(listened, listener)
    else this.#showParent(listened, listener)
    return true
  }

  /** Lets every row tell whose told columns changed, until none has anything new to say. Depth is capped, so cycles end too. */
  settle(): void {
    const { telling } = this.#wakes
    const { workload, credential, workloadLinks, parentLinks } = this.#state
    for (let row; (row = this.#wakes.take(workload, telling.workload, TELLS)) !== 0;) {
      for (let link = workload.get(row, 'listeners'); link !== 0; link = workloadLinks.next(link)) {
        this.#tellOfWorkload(row, workloadLinks.listener(link))
      }
    }
    for (let row; (row = this.#wakes.take(credential, telling.credential, TELLS)) !== 0;) {
      for (let link = credential.get(row, 'listeners'); link !== 0; link = parentLinks.next(link)) {
        this.#tellOfParent(row, parentLinks.listener(link))
      }
    }
  }

  #tellOfWorkload(row: number, listener: number): void {
    const from = this.#state.workload.rows
    const into = this.#state.credential.rows
    const page = into.page(listener)
    const source = from.page(row)
    const ended = source.times[from.times(row) + WORKLOAD['ended']!.at]!
    const hears = joinMin(page.times, into.times(listener) + CREDENTIAL['w_ended']!.at, ended)
    const kindAt = from.words(row) + WORKLOAD['kind']!.at
    const kind = joinFlatPair(page.words, into.words(listener) + CREDENTIAL['w_kind']!.at, source, kindAt, byNumber)
    if (hears || kind) this.#wakes.wait('credential', listener)
  }

  #tellOfParent(row: number, child: number): void {
    const parent = this.#parent.at(row)
    const part = this.#part(child)
    const rows = this.#state.parentPart
    const page = rows.page(part)
    const time = rows.times(part)
    const { told, revoked } = parent
    let hears = joinLatest(page.times, time + PART['p_expires']!.at, ...this.#expiry(parent))
    const identityAt = parent.word + CREDENTIAL['identity']!.at
    const byKey = this.#state.identity.compareKeys
    if (joinFlatPair(page.words, rows.words(part) + PART['p_identity']!.at, parent.page, identityAt, byKey))
      hears = true
    if (joinRank(page.bytes, rows.bytes(part) + PART['p_depth']!.at, parent.depth)) hears = true
    if (joinMin(page.times, time + PART['lineage_revoked']!.at, Math.min(revoked, told.lineage_revoked))) hears = true
    if (this.#sameIssuer(row, child)) {
      if (joinMin(page.times, time + PART['cascade_revoked']!.at, Math.min(revoked, told.cascade_revoked))) hears = true
    }
    if (hears) this.#wakes.changed('credential', child, true, false)
  }

  #expiry(parent: Credential): [said: number, value: number] {
    const at = parent.time + CREDENTIAL['expires']!.at
    return [parent.page.times[at]!, parent.page.times[at + 1]!]
  }

  #sameIssuer(row: number, child: number): boolean {
    const { credential } = this.#state
    return credential.get(row, 'authority') === credential.get(child, 'authority')
  }

  /** The part of a credential's row that parents tell, made when the first one does. */
  #part(child: number): number {
    const { credential, parentPart } = this.#state
    const known = credential.get(child, 'parent_part')
    if (known !== 0) return known
    const part = parentPart.add()
    credential.set(child, 'parent_part', part)
    return part
  }

  /** Keeps, of the workloads that were named, the one with the smallest id: it is shown with a finding. */
  #showWorkload(named: number, credential: number): void {
    const shown = this.#state.credential.get(credential, 'workload')
    if (isSmaller(this.#state, this.#state.workload, named, shown))
      this.#state.credential.set(credential, 'workload', named)
  }

  /** The same of parents. */
  #showParent(named: number, credential: number): void {
    const rows = this.#state.parentPart
    const part = this.#part(credential)
    const { words } = rows.page(part)
    const at = rows.words(part) + PARENT
    if (isSmaller(this.#state, this.#state.credential, named, words[at]!)) words[at] = named
  }
}

function isSmaller(state: State, table: Table, named: number, shown: number): boolean {
  return shown === 0 || state.id(table, named) < state.id(table, shown)
}
