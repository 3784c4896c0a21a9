import { readInPlace, type BlockInPlace, type ColumnInPlace } from '../clickhouse/native/in-place.ts'
import { EVENT_COLUMNS, type EventColumnName, type Storage } from '../schemas/events.ts'
import type { FactColumns, Facts } from '../schemas/facts.ts'
import { KEY_WORDS } from '../schemas/keys.ts'

const NAMES = (Object.keys(EVENT_COLUMNS) as EventColumnName[]).filter(
  (name): name is keyof FactColumns => name !== 'attributes' && name !== 'time',
)
const NO_TEXTS = { at: () => '' }
const BYTES_A_WORD = 4
const HALVES = 2

/**
 * The facts of a block of the log, whose texts stay where they are until one is asked for. Columns that are not known are passed over, and
 * of those that are missing nothing is said: whoever wrote it may be older or newer. Throws a `RangeError` where it ends in the
 * middle, a `TypeError` where a column is of another kind.
 */
export function decodeFacts(bytes: Uint8Array): Facts {
  const block = readInPlace(bytes)
  const columns = NAMES.map((name) => [name, dataOf(block, name)])
  return { length: block.rows, at: momentsOf(block), columns: Object.fromEntries(columns) as FactColumns }
}

function dataOf({ rows, columns }: BlockInPlace, name: EventColumnName): FactColumns[keyof FactColumns] {
  const column = columns.get(name)
  const { storage } = EVENT_COLUMNS[name]
  if (storage === 'text' || storage === 'word') {
    if (column !== undefined && column.texts === null) throw new TypeError(`column ${name} holds no texts`)
    return column?.texts ?? NO_TEXTS
  }
  const bytes = bytesOf(column, name, rows * widthOf(storage))
  if (storage === 'key') return wordsOf(bytes)
  return storage === 'time' ? wholeOf(bytes) : bytes
}

const widthOf = (storage: Storage) =>
  storage === 'key' ? KEY_WORDS * BYTES_A_WORD : storage === 'time' || storage === 'nanos' ? HALVES * BYTES_A_WORD : 1

/** Zeros where it is missing. */
function bytesOf(column: ColumnInPlace | undefined, name: string, length: number): Uint8Array<ArrayBuffer> {
  if (column === undefined) return new Uint8Array(length)
  if (column.bytes?.length !== length) throw new TypeError(`column ${name} is of another kind`)
  return column.bytes as Uint8Array<ArrayBuffer>
}

/** In memory of their own, for words must lie where words do. */
function wordsOf(bytes: Uint8Array): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(bytes.length / BYTES_A_WORD)
  new Uint8Array(words.buffer).set(bytes)
  return words
}

const HIGH = 2 ** 32

/** Whole numbers of 64 bits, all below 2^53. */
function wholeOf(bytes: Uint8Array): Float64Array<ArrayBuffer> {
  const halves = wordsOf(bytes)
  const whole = new Float64Array(halves.length / HALVES)
  for (let n = 0; n < whole.length; n++) whole[n] = (halves[HALVES * n + 1]! | 0) * HIGH + halves[HALVES * n]!
  return whole
}

const NANOS = 1_000_000
/** 2^32 ns are so many ms, and so many ns beside. */
const HIGH_MILLIS = Math.floor(HIGH / NANOS)
const HIGH_REST = HIGH % NANOS

/** When events happened, in ms, floored: exact, though nanoseconds are more than a double holds. */
function momentsOf({ rows, columns }: BlockInPlace): Float64Array {
  const halves = wordsOf(bytesOf(columns.get('time'), 'time', rows * widthOf('nanos')))
  const at = new Float64Array(rows)
  for (let n = 0; n < rows; n++) {
    const [low, high] = [halves[HALVES * n]!, halves[HALVES * n + 1]! | 0]
    at[n] = high * HIGH_MILLIS + Math.floor((high * HIGH_REST + low) / NANOS)
  }
  return at
}
