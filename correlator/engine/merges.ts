import { setTime, timeAt, type Page } from '../entities/pages.ts'

/** Each joins a value into a cell, and says whether that changed it. All are associative, commutative and idempotent. */

/** Joins the first time. */
export function joinMin(page: Page, low: number, high: number, value: number): boolean {
  if (value >= timeAt(page, low, high)) return false
  setTime(page, low, high, value)
  return true
}

/** Joins the last time. */
export function joinMax(page: Page, low: number, high: number, value: number): boolean {
  if (value <= timeAt(page, low, high)) return false
  setTime(page, low, high, value)
  return true
}

/** Joins a statement: the last by time counts, of two at one instant the greater value. */
export function joinLatest(page: Page, low: number, high: number, said: number, value: number): boolean {
  const before = timeAt(page, low, high)
  if (said < before || (said === before && value <= timeAt(page, low + 1, high + 1))) return false
  setTime(page, low, high, said)
  setTime(page, low + 1, high + 1, value)
  return true
}

/** Joins the greatest rank. */
export function joinRank(bytes: Uint8Array, at: number, value: number): boolean {
  if (value <= bytes[at]!) return false
  bytes[at] = value
  return true
}

/** Joins a flag that is set. */
export function joinFlag(bytes: Uint8Array, at: number, mask: number): boolean {
  if ((bytes[at]! & mask) !== 0) return false
  bytes[at]! |= mask
  return true
}

/** Orders references as what they stand for is ordered in ClickHouse. */
export type Compare = (one: number, other: number) => number

/** The order of references whose numbers are their order. */
export const byNumber: Compare = (one, other) => one - other

/** Joins a claim: unknown (0) < value < conflict, as the least and the greatest. */
export function joinFlat(words: Uint32Array, at: number, value: number, compare: Compare): boolean {
  if (value === 0) return false
  const least = words[at]!
  if (least === 0) {
    words[at] = value
    words[at + 1] = value
    return true
  }
  if (compare(value, least) < 0) {
    words[at] = value
    return true
  }
  if (compare(value, words[at + 1]!) <= 0) return false
  words[at + 1] = value
  return true
}

/** Copies both ends of a claim from one cell into another. */
export function joinFlatPair(words: Uint32Array, at: number, from: Page, fromAt: number, compare: Compare): boolean {
  const least = joinFlat(words, at, from.words[fromAt]!, compare)
  return joinFlat(words, at, from.words[fromAt + 1]!, compare) || least
}
