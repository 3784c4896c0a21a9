import type { Policy } from '../../schemas/policy.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import { Credential } from '../entities/credential.ts'
import { cellOf } from '../entities/layout.ts'
import { LAYOUTS, TOLD_WORD, WORD } from '../entities/layouts.ts'
import { timeAt } from '../entities/pages.ts'
import type { State } from '../entities/state.ts'
import { HEARS, TELLS, type Table } from '../entities/table.ts'
import { byNumber, joinFlatPair, joinLatest, joinMin, joinRank } from './merges.ts'
import type { Outbox } from './outbox.ts'
import type { Wakes } from './wakes.ts'

const EXPIRES = cellOf(LAYOUTS.credential, 'expires', 'latest')
const IDENTITY = cellOf(LAYOUTS.credential, 'identity', 'flat')
const ENDED = cellOf(LAYOUTS.workload, 'ended', 'time')
const KIND = cellOf(LAYOUTS.workload, 'kind', 'flat')
const TOLD = {
  ended: cellOf(LAYOUTS.told, 'w_ended', 'time'),
  kind: cellOf(LAYOUTS.told, 'w_kind', 'flat'),
  expires: cellOf(LAYOUTS.told, 'p_expires', 'latest'),
  identity: cellOf(LAYOUTS.told, 'p_identity', 'flat'),
  depth: cellOf(LAYOUTS.told, 'p_depth', 'rank'),
  lineage: cellOf(LAYOUTS.told, 'lineage_revoked', 'time'),
  cascade: cellOf(LAYOUTS.told, 'cascade_revoked', 'time'),
} as const

/** Tells columns, never conclusions: what a row knows, heard by the rows that listen to it (rules: Telling). */
export class Telling {
  readonly #state: State
  readonly #wakes: Wakes
  readonly #outbox: Outbox
  readonly #parent: Credential

  constructor(state: State, policy: Policy, wakes: Wakes, outbox: Outbox) {
    this.#state = state
    this.#wakes = wakes
    this.#outbox = outbox
    this.#parent = new Credential(state, policy)
  }

  /** Links a listener to whom it named, which tells it everything. */
  link(teller: 'workload' | 'parent', listened: number, listener: number): void {
    const { workloadLinks, parentLinks } = this.#state
    if (!(teller === 'workload' ? workloadLinks : parentLinks).add(listened, listener)) return
    if (teller === 'parent') {
      this.#showParent(listened, listener)
      return this.#tellOfParent(listened, listener)
    }
    this.#showWorkload(listened, listener)
    const first = this.#state.credential.get(listener, WORD.workload)
    if (first !== listened) this.#tellOfWorkload(first, listener)
    this.#tellOfWorkload(listened, listener)
  }

  /**
   * Links whom an event names with the partition of a credential that is not of our share: it is told everything, unless that is a
   * kind which the event says there too.
   */
  linkAway(teller: 'workload' | 'parent', listened: number, partition: number, kind: number, anew: boolean): void {
    const { workloadLinks, parentLinks } = this.#state
    const isNew = (teller === 'workload' ? workloadLinks : parentLinks).addAway(listened, partition)
    if (!isNew && !anew) return
    if (teller === 'parent') this.#outbox.add('credential', listened, partition)
    else if (!this.#isOnly(listened, kind)) this.#outbox.add('workload', listened, partition)
  }

  /** Lets every row tell whose told columns changed, until none has anything new to say. Depth is capped, so cycles end too. */
  settle(anew = false): void {
    const { telling } = this.#wakes
    if (anew) this.#tellAwayAnew(telling.credential)
    const { workload, credential, workloadLinks, parentLinks } = this.#state
    for (let row; (row = this.#wakes.take(workload, telling.workload, TELLS)) !== 0;) {
      const show = (listener: number) => this.#tellOfWorkload(row, listener)
      workloadLinks.each(row, show, (partition) => this.#outbox.add('workload', row, partition))
    }
    for (let row; (row = this.#wakes.take(credential, telling.credential, TELLS)) !== 0;) {
      const show = (listener: number) => this.#tellOfParent(row, listener)
      parentLinks.each(row, show, (partition) => this.#outbox.add('credential', row, partition))
    }
  }

  /** Lets rows, and all below them, tell other partitions once more: what they hear of each other may be told already. */
  #tellAwayAnew(rows: readonly number[]): void {
    const found = new Set(rows)
    for (const row of found) {
      const show = (listener: number) => void found.add(listener)
      this.#state.parentLinks.each(row, show, (partition) => this.#outbox.add('credential', row, partition))
    }
  }

  /** Whether all that is known of a workload is that it is of a kind. */
  #isOnly(row: number, kind: number): boolean {
    const { rows } = this.#state.workload
    const [{ words }, at] = [rows.page(row), rows.words(row) + KIND.at]
    return this.#endOf(row) === NEVER && words[at] === kind && words[at + 1] === kind
  }

  #endOf(row: number): Millis {
    const { rows } = this.#state.workload
    return timeAt(rows.page(row), rows.words(row) + ENDED.low, rows.halves(row) + ENDED.high)
  }

  /** A credential of one workload reads it in that one's row; one of several in its own told part. */
  #tellOfWorkload(row: number, listener: number): void {
    const from = this.#state.workload.rows
    const page = from.page(row)
    const ended = this.#endOf(row)
    const part = this.#state.credential.get(listener, WORD.told)
    if (this.#state.toldWord(part, TOLD_WORD.workload) !== 0) {
      const told = this.#state.told
      const into = told.page(part)
      joinMin(into, told.words(part) + TOLD.ended.low, told.halves(part) + TOLD.ended.high, ended)
      joinFlatPair(into.words, told.words(part) + TOLD.kind.at, page, from.words(row) + KIND.at, byNumber)
    }
    const { credential } = this.#state
    if (ended !== NEVER) credential.mark(listener, HEARS)
    if (credential.has(listener, HEARS)) this.#wakes.wait('credential', listener)
  }

  #tellOfParent(row: number, child: number): void {
    const parent = this.#parent.at(row)
    const part = this.#state.toldPart(child)
    const rows = this.#state.told
    const page = rows.page(part)
    const [word, half] = [rows.words(part), rows.halves(part)]
    const { told, revoked } = parent
    let hears = joinLatest(page, word + TOLD.expires.low, half + TOLD.expires.high, ...this.#expiry(parent))
    const byKey = this.#state.identity.compareKeys
    if (joinFlatPair(page.words, word + TOLD.identity.at, parent.page, parent.word + IDENTITY.at, byKey)) hears = true
    if (joinRank(page.bytes, rows.bytes(part) + TOLD.depth.at, parent.depth)) hears = true
    const lineage = Math.min(revoked, told.lineage_revoked)
    if (joinMin(page, word + TOLD.lineage.low, half + TOLD.lineage.high, lineage)) hears = true
    if (this.#sameIssuer(row, child)) {
      const cascade = Math.min(revoked, told.cascade_revoked)
      if (joinMin(page, word + TOLD.cascade.low, half + TOLD.cascade.high, cascade)) hears = true
    }
    if (hears) this.#wakes.changed('credential', child, true, false)
  }

  #expiry(parent: Credential): [said: number, value: number] {
    return [
      timeAt(parent.page, parent.word + EXPIRES.low, parent.half + EXPIRES.high),
      timeAt(parent.page, parent.word + EXPIRES.low + 1, parent.half + EXPIRES.high + 1),
    ]
  }

  #sameIssuer(row: number, child: number): boolean {
    const { credential } = this.#state
    return credential.get(row, WORD.authority) === credential.get(child, WORD.authority)
  }

  /** Of several workloads that were named, the one with the smallest id is shown with a finding. */
  #showWorkload(named: number, credential: number): void {
    const { workload } = this.#state
    const first = this.#state.credential.get(credential, WORD.workload)
    if (first === named) return
    this.#show(workload, named, TOLD_WORD.workload, this.#state.toldPart(credential), first)
  }

  /** The same of parents. */
  #showParent(named: number, credential: number): void {
    this.#show(this.#state.credential, named, TOLD_WORD.parent, this.#state.toldPart(credential), 0)
  }

  #show(table: Table, named: number, word: number, part: number, otherwise: number): void {
    const { words } = this.#state.told.page(part)
    const at = this.#state.told.words(part) + word
    const shown = words[at]! || otherwise
    words[at] = shown !== 0 && this.#state.id(table, shown) < this.#state.id(table, named) ? shown : named
  }
}
