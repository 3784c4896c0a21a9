import { slotOf } from './keys.ts'

/** The rows that live in one of so many partitions: whoever has a share judges those and no others. */
export interface Share {
  readonly partition: number
  readonly partitions: number
}

/** All rows: the embedded form. */
export const WHOLE: Share = { partition: 0, partitions: 1 }

/** Where a row lives: its slot, spread over so many partitions. */
export function partitionOf(firstWord: number, partitions: number): number {
  return slotOf(firstWord) % partitions
}
