import { isNoKey, KEY_WORDS } from '../../schemas/keys.ts'
import { NEVER } from '../../schemas/time.ts'
import { WORD } from '../entities/layouts.ts'
import type { Pages } from '../entities/pages.ts'
import type { State } from '../entities/state.ts'
import type { Table } from '../entities/table.ts'
import { byNumber, joinFlag, joinFlat, joinLatest, joinMax, joinMin, joinRank } from './merges.ts'
import { TOLD_COLUMNS, type Held, type TellBatch, type ToldColumn } from './tell-batch.ts'
import type { Wakes } from './wakes.ts'

/**
 * Joins what rows of other partitions told into rows that stand for them here: from there it is told on as if they were ours. All
 * that is told merges, so it may come late, again and in any order.
 */
export class Hearing {
  readonly #state: State
  readonly #wakes: Wakes

  constructor(state: State, wakes: Wakes) {
    this.#state = state
    this.#wakes = wakes
  }

  hear(batch: TellBatch, anew: boolean): void {
    const { entity, columns } = batch
    const table = this.#state.table(entity)
    for (let n = 0; n < batch.length; n++) {
      const row = this.#introduce(table, batch, n)
      let changed = anew
      for (const told of TOLD_COLUMNS[entity]) if (this.#join(table, row, told, columns[told.name]!, n)) changed = true
      if (changed) this.#wakes.changed(entity, row, true, false)
    }
  }

  /** Takes over what credentials were told. */
  restore(rowOf: (n: number) => number, length: number, columns: Readonly<Record<string, Held>>): void {
    const { credential } = this.#state
    for (const told of TOLD_COLUMNS.credential.filter(({ isTold }) => isTold)) {
      for (let n = 0; n < length; n++) this.#join(credential, rowOf(n), told, columns[told.name]!, n)
    }
  }

  /** The row of whoever tells: it may be heard of before the event that names it. */
  #introduce(table: Table, { keys, tenants, issuers, ids }: TellBatch, n: number): number {
    const row = table.row(keys, n * KEY_WORDS)
    if (table.get(row, WORD.id) !== 0) return row
    table.set(row, WORD.id, this.#state.texts.add(ids[n]!))
    table.set(row, WORD.authority, this.#state.authorities.number(tenants[n]!, issuers[n]!))
    return row
  }

  /** A told part is made only where there is something in it. */
  #join(table: Table, row: number, told: ToldColumn, held: Held, n: number): boolean {
    if (!told.isTold) return this.#joinInto(table.rows, row, told, held, n)
    if (isAbsent(held, n)) return false
    return this.#joinInto(this.#state.told, this.#state.toldPart(row), told, held, n)
  }

  #joinInto(pages: Pages, row: number, { cell, column }: ToldColumn, held: Held, n: number): boolean {
    const page = pages.page(row)
    const [word, half, byte] = [pages.words(row), pages.halves(row), pages.bytes(row)]
    if (cell.in === 'time' && held.in === 'time') {
      const join = column.merge === 'min' ? joinMin : joinMax
      return join(page, word + cell.low, half + cell.high, held.values[n]!)
    }
    if (cell.in === 'latest' && held.in === 'latest')
      return joinLatest(page, word + cell.low, half + cell.high, held.said[n]!, held.values[n]!)
    if (cell.in === 'rank' && held.in === 'small') return joinRank(page.bytes, byte + cell.at, held.values[n]!)
    if (cell.in === 'flag' && held.in === 'small')
      return held.values[n] !== 0 && joinFlag(page.bytes, byte + cell.at, cell.mask)
    if (cell.in === 'flat') return this.#joinEnds(page.words, word + cell.at, held, n)
    throw new TypeError(`${cell.in} is not told as ${held.in}`)
  }

  /** Both ends of a claim. */
  #joinEnds(words: Uint32Array, at: number, held: Held, n: number): boolean {
    const { identity, kinds } = this.#state
    const compare = held.in === 'key' ? identity.compareKeys : byNumber
    const numberOf = (end: 'least' | 'greatest') => {
      if (held.in === 'key') return identity.row(held[end], n * KEY_WORDS)
      return held.in === 'word' ? kinds.number(held[end][n]!) : 0
    }
    const least = joinFlat(words, at, numberOf('least'), compare)
    return joinFlat(words, at, numberOf('greatest'), compare) || least
  }
}

/** Whether nothing is said: a told part holds claims, ranks and first times. */
function isAbsent(held: Held, n: number): boolean {
  switch (held.in) {
    case 'time':
      return held.values[n] === NEVER
    case 'latest':
      return held.said[n] === 0
    case 'key':
      return isNoKey(held.greatest, n * KEY_WORDS)
    case 'word':
      return held.greatest[n] === ''
    case 'small':
      return held.values[n] === 0
  }
}
