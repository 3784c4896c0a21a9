import type { ClickHouse } from '../../clickhouse/client.ts'
import {
  columnOf,
  numbersOf,
  packStrings,
  stringAt,
  stringsOf,
  toStrings,
  wordsOf,
  type Lists,
  type NativeBlock,
  type Tuples,
  type Words,
} from '../../clickhouse/native/column.ts'
import type { Column, Entity } from '../../schemas/columns.ts'
import { storedColumns } from '../../schemas/ddl/entity.ts'
import { ENTITIES } from '../../schemas/entities.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import type { Cell } from '../entities/layout.ts'
import { ownColumns } from '../entities/layout.ts'
import { WORD } from '../entities/layouts.ts'
import { setTime } from '../entities/pages.ts'
import type { State } from '../entities/state.ts'
import type { Table } from '../entities/table.ts'
import { ahead } from './ahead.ts'

/** What stands for the issuer of entities that have none. */
const ONE_ISSUER: Words = { keys: packStrings(['']), numbers: new Uint8Array(0) }

/** The rows of one entity, block by block. */
type Rows = readonly { readonly entity: (typeof ENTITIES)[number]; readonly blocks: AsyncIterable<NativeBlock> }[]

/** Asks for all rows of all entities at once, whom others refer to first: they are answered while others are read. */
export function askForRows(client: ClickHouse): Rows {
  return ENTITIES.toReversed().map((entity) => {
    const query = `SELECT ${storedNames(entity).join(', ')} FROM lifespan.${entity.name} FINAL`
    return { entity, blocks: ahead(client.native(query)) }
  })
}

/** Brings all rows into memory, in the order in which they were asked for. */
export async function restoreRows(state: State, rows: Rows): Promise<void> {
  for (const { entity, blocks } of rows) {
    for await (const block of blocks) restoreBlock(state, entity.name, block)
  }
}

/** Puts the rows of a block into a table that has none of them; returns the number of the first one. */
export function restoreBlock(state: State, entity: (typeof ENTITIES)[number]['name'], block: NativeBlock): number {
  const table = state.table(entity)
  const first = table.rows.length
  new BlockRestore(state, table, block).run()
  return first
}

/** The columns of which memory keeps something; those of few values come as words. */
export function storedNames(entity: Entity): string[] {
  const kept = Object.entries(entity.columns).filter(([, { archived }]) => !archived)
  const columns = kept.flatMap(([name, column]) => {
    const stored = storedColumns(name, column).map((one) => one.name)
    return column.value === 'word' ? stored.map(asWord) : stored
  })
  return ['key', 'id', ...['tenant', ...(entity.issuer === null ? [] : ['issuer'])].map(asWord), ...columns]
}

function asWord(column: string): string {
  return `toLowCardinality(${column}) AS ${column}`
}

/** Puts the columns of one block into new rows, one after the other: each key comes once, into a table without rows. */
class BlockRestore {
  readonly #state: State
  readonly #table: Table
  readonly #block: NativeBlock
  readonly #first: number

  constructor(state: State, table: Table, block: NativeBlock) {
    this.#state = state
    this.#table = table
    this.#block = block
    this.#first = table.rows.length
    const keys = keysAt(block, 'key')
    for (let n = 0; n < block.rows; n++) table.index.add(keys, n * KEY_WORDS)
  }

  run(): void {
    this.#restoreIds()
    for (const [name, column] of Object.entries(ownColumns(this.#table.entity))) {
      this.#restoreColumn(name, column, this.#table.layout.cells[name]!)
    }
  }

  #restoreIds(): void {
    const { texts } = this.#state
    const ids = stringsOf(this.#block, 'id')
    const authorityAt = this.#authorities()
    for (let n = 0; n < this.#block.rows; n++) {
      const id = texts.addBytes(ids.bytes, n === 0 ? 0 : ids.ends[n - 1]!, ids.ends[n]!)
      this.#table.set(this.#first + n, WORD.id, id)
      this.#table.set(this.#first + n, WORD.authority, authorityAt(n))
    }
  }

  /** In whose name each row's id was given. */
  #authorities(): (n: number) => number {
    const { authorities } = this.#state
    const tenants = wordsOf(this.#block, 'tenant')
    const issuers = this.#table.entity.issuer === null ? ONE_ISSUER : wordsOf(this.#block, 'issuer')
    const known: number[] = []
    return (n) => {
      const [tenant, issuer] = [tenants.numbers[n]!, issuers.numbers[n] ?? 0]
      const pair = tenant * issuers.keys.ends.length + issuer
      return (known[pair] ??= authorities.number(stringAt(tenants.keys, tenant), stringAt(issuers.keys, issuer)))
    }
  }

  #restoreColumn(name: string, column: Column, cell: Cell): void {
    switch (cell.in) {
      case 'time':
        return this.#times(cell, numbersOf(this.#block, name) as Float64Array)
      case 'latest': {
        const [said, value] = (columnOf(this.#block, name) as Tuples).elements as Float64Array[]
        this.#times(cell, said!)
        return this.#times({ low: cell.low + 1, high: cell.high + 1 }, value!)
      }
      case 'rank':
        return this.#ranks(cell.at, numbersOf(this.#block, name) as Uint8Array)
      case 'flag':
        return this.#flags(cell.at, cell.mask, numbersOf(this.#block, name) as Uint8Array)
      case 'flat':
        return column.value === 'key' ? this.#restoreKeys(name, cell.at) : this.#restoreWords(name, cell.at)
      case 'timeline':
        return this.#restoreTimelines(columnOf(this.#block, name) as Lists, cell.at)
    }
  }

  #times({ low, high }: { low: number; high: number }, values: Float64Array): void {
    const { rows } = this.#table
    for (let n = 0, row = this.#first; n < values.length; n++, row++) {
      setTime(rows.page(row), rows.words(row) + low, rows.halves(row) + high, values[n]!)
    }
  }

  #ranks(at: number, values: Uint8Array): void {
    const { rows } = this.#table
    for (let n = 0, row = this.#first; n < values.length; n++, row++) {
      rows.page(row).bytes[rows.bytes(row) + at] = values[n]!
    }
  }

  #flags(at: number, mask: number, values: Uint8Array): void {
    const { rows } = this.#table
    for (let n = 0, row = this.#first; n < values.length; n++, row++) {
      if (values[n] !== 0) rows.page(row).bytes[rows.bytes(row) + at]! |= mask
    }
  }

  /** Absent is known by its greatest end, which is zeros. */
  #restoreKeys(name: string, at: number): void {
    const greatest = keysAt(this.#block, `${name}_max`)
    const least = keysAt(this.#block, `${name}_min`)
    const { identity } = this.#state
    for (let n = 0; n < this.#block.rows; n++) {
      const most = identity.row(greatest, n * KEY_WORDS)
      if (most !== 0) this.#setPair(this.#first + n, at, identity.row(least, n * KEY_WORDS), most)
    }
  }

  #restoreWords(name: string, at: number): void {
    const least = wordsOf(this.#block, `${name}_min`)
    const greatest = wordsOf(this.#block, `${name}_max`)
    const [one, other] = [this.#kinds(least), this.#kinds(greatest)]
    for (let n = 0; n < this.#block.rows; n++) {
      const [a, b] = [one[least.numbers[n]!]!, other[greatest.numbers[n]!]!]
      if (b !== 0) this.#setPair(this.#first + n, at, Math.min(a, b), Math.max(a, b))
    }
  }

  /** The number of each word's kind. */
  #kinds({ keys }: Words): number[] {
    return toStrings(keys).map((kind) => this.#state.kinds.number(kind))
  }

  #setPair(row: number, at: number, least: number, greatest: number): void {
    const { words } = this.#table.rows.page(row)
    const word = this.#table.rows.words(row) + at
    words[word] = least
    words[word + 1] = greatest
  }

  #restoreTimelines({ ends, values }: Lists, at: number): void {
    const { timelines, owner, owned } = this.#state
    const { rows } = this.#table
    const [times, on, keys] = (values as Tuples).elements as [Float64Array, Uint8Array, Uint8Array]
    const owners = keysOf(keys)
    for (let n = 0, row = this.#first; n < this.#block.rows; n++, row++) {
      const from = n === 0 ? 0 : ends[n - 1]!
      if (from === ends[n]) continue
      owned.add(this.#state.authority(this.#table, row).tenant)
      const timeline = timelines.create()
      rows.page(row).words[rows.words(row) + at] = timeline
      for (let entry = from; entry < ends[n]!; entry++) {
        const change = { at: times[entry]!, on: on[entry] as 0 | 1, ref: owner.row(owners, entry * KEY_WORDS) }
        timelines.add(timeline, change, owner.compareKeys)
      }
    }
  }
}

/** The keys in a column of a block. Throws where there is none of that name, or it holds no keys. */
export function keysAt(block: NativeBlock, name: string): Uint32Array {
  return keysOf(numbersOf(block, name) as Uint8Array)
}

/** Packed keys as words; copied, for a block's bytes are not aligned. */
function keysOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer)
}
