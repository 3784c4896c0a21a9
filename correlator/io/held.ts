import {
  columnOf,
  numbersOf,
  stringsOf,
  toStrings,
  type NativeBlock,
  type Tuples,
} from '../../clickhouse/native/column.ts'
import { KEY_WORDS } from '../../schemas/keys.ts'
import { NEVER } from '../../schemas/time.ts'
import type { Held, ToldColumn } from '../engine/tell-batch.ts'
import { keysAt } from './restore-entities.ts'

/** Columns of a block as rows hold them; of one that is missing nothing is said: whoever wrote the block may be older. Throws a `TypeError` where one is of another kind. */
export function heldIn(block: NativeBlock, columns: readonly ToldColumn[]): Readonly<Record<string, Held>> {
  const names = new Set(block.columns.map(({ name }) => name))
  const isThere = ({ name, cell }: ToldColumn) => names.has(cell.in === 'flat' ? `${name}_max` : name)
  return Object.fromEntries(
    columns.map((told) => [told.name, isThere(told) ? heldOf(block, told) : absentOf(block.rows, told)]),
  )
}

function heldOf(block: NativeBlock, { name, column, cell }: ToldColumn): Held {
  switch (cell.in) {
    case 'time':
      return { in: 'time', values: numbersOf(block, name) as Float64Array }
    case 'latest': {
      const [said, values] = (columnOf(block, name) as Tuples).elements as [Float64Array, Float64Array]
      return { in: 'latest', said, values }
    }
    case 'flat': {
      const [min, max] = [`${name}_min`, `${name}_max`]
      if (column.value === 'key') return { in: 'key', least: keysAt(block, min), greatest: keysAt(block, max) }
      return { in: 'word', least: toStrings(stringsOf(block, min)), greatest: toStrings(stringsOf(block, max)) }
    }
    case 'rank':
    case 'flag':
      return { in: 'small', values: numbersOf(block, name) as Uint8Array }
    case 'timeline':
      throw new TypeError('timelines are not told: everybody has them')
  }
}

/** What rows hold of a column of which nothing was said. */
function absentOf(rows: number, { column, cell }: ToldColumn): Held {
  const times = () => new Float64Array(rows)
  const [keys, words] = [() => new Uint32Array(rows * KEY_WORDS), () => Array.from({ length: rows }, () => '')]
  switch (cell.in) {
    case 'time':
      return { in: 'time', values: times().fill(column.merge === 'min' ? NEVER : 0) }
    case 'latest':
      return { in: 'latest', said: times(), values: times() }
    case 'flat':
      if (column.value === 'key') return { in: 'key', least: keys(), greatest: keys() }
      return { in: 'word', least: words(), greatest: words() }
    case 'rank':
    case 'flag':
      return { in: 'small', values: new Uint8Array(rows) }
    case 'timeline':
      throw new TypeError('timelines are not told: everybody has them')
  }
}
