import { describe, expect, test } from 'vitest'
import { sharePartitions, type Member } from './sharing.ts'

const PARTITIONS = 64
const member = (id: number, had: readonly number[] = []): Member => ({ id: `m${id}`, had })
const members = (count: number) => Array.from({ length: count }, (_, id) => member(id))

function sizesOf(shares: ReadonlyMap<string, readonly number[]>): number[] {
  return [...shares.values()].map(({ length }) => length)
}

/** Every partition once, and shares that differ by one at the most. */
function isWhole(shares: ReadonlyMap<string, readonly number[]>, count = PARTITIONS): boolean {
  const all = [...shares.values()].flat().toSorted((one, other) => one - other)
  const isEach = all.length === count && all.every((partition, n) => partition === n)
  return isEach && Math.max(...sizesOf(shares)) - Math.min(...sizesOf(shares)) <= 1
}

describe('partitions', () => {
  test.each([1, 2, 3, 5, 7, 64, 70])('are shared equally among %i', (count) => {
    expect(isWhole(sharePartitions(members(count), PARTITIONS))).toBe(true)
  })

  test('stay where they were, whoever joins and leaves', () => {
    let before = sharePartitions(members(4), PARTITIONS)
    for (const count of [5, 3, 6, 2, 2, 7]) {
      const had = Array.from({ length: count }, (_, id) => member(id, before.get(`m${id}`)))
      const shares = sharePartitions(had, PARTITIONS)
      expect(isWhole(shares)).toBe(true)
      const kept = had.map(({ id, had: own }) => own.filter((one) => shares.get(id)!.includes(one)).length)
      const most = Math.ceil(PARTITIONS / count)
      had.forEach(({ had: own }, n) => expect(kept[n]).toBeGreaterThanOrEqual(Math.min(own.length, most) - 1))
      before = shares
    }
  })

  test('that two say they had go to one of them', () => {
    const shares = sharePartitions([member(0, [0, 1, 2]), member(1, [0, 1, 2, 99])], 4)
    expect(isWhole(shares, 4)).toBe(true)
  })

  test('are shared in the same way whoever shares them', () => {
    const some = [member(0, [3]), member(1, [1]), member(2)]
    expect(sharePartitions(some.toReversed(), 8)).toEqual(sharePartitions(some, 8))
  })
})
