import type { ClickHouse } from '../../clickhouse/client.ts'
import {
  columnOf,
  numbersOf,
  stringAt,
  stringsOf,
  type Lists,
  type NativeBlock,
  type Strings,
  type Tuples,
} from '../../clickhouse/native/column.ts'
import type { Column } from '../../schemas/columns.ts'
import { storedColumns, tableColumns } from '../../schemas/ddl/entity.ts'
import { ENTITIES } from '../../schemas/entities.ts'
import { isNoKey } from '../entities/key-index.ts'
import type { Cell } from '../entities/layout.ts'
import { ownColumns } from '../entities/layout.ts'
import type { State } from '../entities/state.ts'
import type { Table } from '../entities/table.ts'

/** Brings all rows of all entities into memory: whom others refer to first. */
export async function restoreEntities(client: ClickHouse, state: State): Promise<void> {
  for (const entity of ENTITIES.toReversed()) {
    const table = state.table(entity.name)
    const names = ['key', ...tableColumns(entity).map(({ name }) => name)]
    const query = `SELECT ${names.join(', ')} FROM lifespan.${entity.name} FINAL`
    for await (const block of client.native(query)) new BlockRestore(state, table, block).run()
  }
}

/** Puts the columns of one block into rows. A cell is set, not joined: each key comes once, into an empty row. */
class BlockRestore {
  readonly #state: State
  readonly #table: Table
  readonly #block: NativeBlock
  readonly #rows: Uint32Array

  constructor(state: State, table: Table, block: NativeBlock) {
    this.#state = state
    this.#table = table
    this.#block = block
    this.#rows = rowsOf(table, keysOf(numbersOf(block, 'key') as Uint8Array))
  }

  run(): void {
    this.#restoreIds()
    for (const [name, column] of Object.entries(ownColumns(this.#table.entity))) {
      if (storedColumns(name, column).length > 0)
        this.#restoreColumn(name, column, this.#table.rows.layout.cells[name]!)
    }
  }

  #restoreIds(): void {
    const { texts, authorities } = this.#state
    const ids = stringsOf(this.#block, 'id')
    const tenants = stringsOf(this.#block, 'tenant')
    const issuers = this.#table.entity.issuer === null ? null : stringsOf(this.#block, 'issuer')
    const tenantAt = remembering(tenants)
    const issuerAt = issuers === null ? () => '' : remembering(issuers)
    this.#rows.forEach((row, n) => {
      this.#table.set(row, 'id', texts.addBytes(ids.bytes, n === 0 ? 0 : ids.ends[n - 1]!, ids.ends[n]!))
      this.#table.set(row, 'authority', authorities.number(tenantAt(n), issuerAt(n)))
    })
  }

  #restoreColumn(name: string, column: Column, cell: Cell): void {
    switch (cell.in) {
      case 'time':
        return this.#times(cell.at, numbersOf(this.#block, name) as Float64Array)
      case 'latest': {
        const [said, value] = (columnOf(this.#block, name) as Tuples).elements as Float64Array[]
        this.#times(cell.at, said!)
        return this.#times(cell.at + 1, value!)
      }
      case 'rank':
        return this.#bytes(
          (at, value) => (this.#at('bytes', at)[cell.at + this.#byte(at)] = value),
          numbersOf(this.#block, name),
        )
      case 'flag':
        return this.#bytes(
          (row, value) => {
            if (value !== 0) this.#at('bytes', row)[cell.at + this.#byte(row)]! |= cell.mask
          },
          numbersOf(this.#block, name),
        )
      case 'flat':
        return column.value === 'key' ? this.#restoreKeys(name, cell.at) : this.#restoreWords(name, cell.at)
      case 'timeline':
        return this.#restoreTimelines(columnOf(this.#block, name) as Lists, cell.at)
    }
  }

  #times(at: number, values: Float64Array): void {
    const { rows } = this.#table
    this.#rows.forEach((row, n) => {
      rows.page(row).times[rows.times(row) + at] = values[n]!
    })
  }

  #bytes(set: (row: number, value: number) => void, values: ArrayLike<number | bigint>): void {
    this.#rows.forEach((row, n) => set(row, Number(values[n]!)))
  }

  /** Absent is known by its greatest end, which is zeros. */
  #restoreKeys(name: string, at: number): void {
    const greatest = keysOf(numbersOf(this.#block, `${name}_max`) as Uint8Array)
    const least = keysOf(numbersOf(this.#block, `${name}_min`) as Uint8Array)
    const { identity } = this.#state
    this.#rows.forEach((row, n) => {
      if (isNoKey(greatest, n * 4)) return
      this.#setPair(row, at, identity.row(least, n * 4), identity.row(greatest, n * 4))
    })
  }

  #restoreWords(name: string, at: number): void {
    const { kinds } = this.#state
    const least = stringsOf(this.#block, `${name}_min`)
    const greatest = stringsOf(this.#block, `${name}_max`)
    this.#rows.forEach((row, n) => {
      const most = stringAt(greatest, n)
      if (most === '') return
      const one = kinds.number(stringAt(least, n))
      const other = kinds.number(most)
      this.#setPair(row, at, Math.min(one, other), Math.max(one, other))
    })
  }

  #setPair(row: number, at: number, least: number, greatest: number): void {
    const words = this.#at('words', row)
    const word = this.#table.rows.words(row) + at
    words[word] = least
    words[word + 1] = greatest
  }

  #restoreTimelines({ ends, values }: Lists, at: number): void {
    const { timelines, owner, owned } = this.#state
    const [times, on, keys] = (values as Tuples).elements as [Float64Array, Uint8Array, Uint8Array]
    const owners = keysOf(keys)
    this.#rows.forEach((row, n) => {
      const from = n === 0 ? 0 : ends[n - 1]!
      if (from === ends[n]) return
      owned.add(this.#state.authority(this.#table, row).tenant)
      const timeline = timelines.create()
      this.#at('words', row)[this.#table.rows.words(row) + at] = timeline
      for (let entry = from; entry < ends[n]!; entry++) {
        const change = { at: times[entry]!, on: on[entry] as 0 | 1, ref: owner.row(owners, entry * 4) }
        timelines.add(timeline, change, owner.compareKeys)
      }
    })
  }

  #at<View extends 'words' | 'bytes'>(view: View, row: number) {
    return this.#table.rows.page(row)[view]
  }

  #byte(row: number): number {
    return this.#table.rows.bytes(row)
  }
}

/** Packed keys as words; copied, for a block's bytes are not aligned. */
export function keysOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer)
}

function rowsOf(table: Table, keys: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: keys.length / 4 }, (_, n) => table.row(keys, n * 4))
}

/** Reads texts in turn; decodes one anew only where it differs from the one before. */
function remembering(strings: Strings): (n: number) => string {
  let last = -1
  let text = ''
  return (n) => {
    if (last < 0 || !sameText(strings, last, n)) text = stringAt(strings, n)
    last = n
    return text
  }
}

function sameText({ bytes, ends }: Strings, one: number, other: number): boolean {
  const from = one === 0 ? 0 : ends[one - 1]!
  const start = other === 0 ? 0 : ends[other - 1]!
  const length = ends[one]! - from
  if (ends[other]! - start !== length) return false
  for (let byte = 0; byte < length; byte++) if (bytes[from + byte] !== bytes[start + byte]) return false
  return true
}
