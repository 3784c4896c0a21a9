import type { Cell } from '../entities/layout.ts'
import type { Pages } from '../entities/pages.ts'
import { joinFlag, joinFlat, joinLatest, joinMax, joinMin, joinRank, type Compare } from './merges.ts'

type CellIn<In extends Cell['in']> = Extract<Cell, { in: In }>

/** Where facts go: the row of each event (0: nobody's), in the order of a strip's events, and what follows from a change. */
export interface Into {
  readonly pages: Pages
  readonly rows: Uint32Array
  /** Where each event stands in the batch's columns. */
  readonly events: Uint32Array
  readonly changed: Uint8Array
  readonly mark: number
}

/** One column of all events of a strip, joined into their rows. */

export function joinTimes(
  { pages, rows, events, changed, mark }: Into,
  { low, high }: CellIn<'time'>,
  times: Float64Array,
  join: typeof joinMin | typeof joinMax,
): void {
  for (let n = 0; n < events.length; n++) {
    const row = rows[n]!
    if (row === 0) continue
    const joined = join(pages.page(row), pages.words(row) + low, pages.halves(row) + high, times[events[n]!]!)
    if (joined) changed[n]! |= mark
  }
}

/** A statement of 0 is none. */
export function joinStatements(
  { pages, rows, events, changed, mark }: Into,
  { low, high }: CellIn<'latest'>,
  at: Float64Array,
  values: Float64Array,
): void {
  for (let n = 0; n < events.length; n++) {
    const row = rows[n]!
    const value = values[events[n]!]!
    if (row === 0 || value === 0) continue
    const [word, half] = [pages.words(row) + low, pages.halves(row) + high]
    if (joinLatest(pages.page(row), word, half, at[events[n]!]!, value)) changed[n]! |= mark
  }
}

export function joinRanks(
  { pages, rows, events, changed, mark }: Into,
  { at }: CellIn<'rank'>,
  ranks: Uint8Array,
): void {
  for (let n = 0; n < events.length; n++) {
    const row = rows[n]!
    if (row !== 0 && joinRank(pages.page(row).bytes, pages.bytes(row) + at, ranks[events[n]!]!)) changed[n]! |= mark
  }
}

export function joinFlags(
  { pages, rows, events, changed, mark }: Into,
  { at, mask }: CellIn<'flag'>,
  flags: Uint8Array,
): void {
  for (let n = 0; n < events.length; n++) {
    const row = rows[n]!
    if (row === 0 || flags[events[n]!] === 0) continue
    if (joinFlag(pages.page(row).bytes, pages.bytes(row) + at, mask)) changed[n]! |= mark
  }
}

/** `claims`: what each event claims, in the strip's order; 0 is nothing. */
export function joinClaims(
  { pages, rows, events, changed, mark }: Into,
  { at }: CellIn<'flat'>,
  claims: Uint32Array,
  compare: Compare,
): void {
  for (let n = 0; n < events.length; n++) {
    const row = rows[n]!
    if (row !== 0 && joinFlat(pages.page(row).words, pages.words(row) + at, claims[n]!, compare)) changed[n]! |= mark
  }
}
