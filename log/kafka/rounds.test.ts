import { describe, expect, test } from 'vitest'
import { inRounds } from './rounds.ts'

const message = (partition: number, name: string, bytes = 0) => ({ partition, key: name, value: Buffer.alloc(bytes) })
const namesOf = (rounds: ReturnType<typeof inRounds>) => rounds.map((round) => round.map(({ key }) => key))

describe('messages go to brokers', () => {
  test('all at once where they take them', () => {
    expect(namesOf(inRounds([message(0, 'a'), message(1, 'b'), message(0, 'c')]))).toEqual([['a', 'b', 'c']])
    expect(inRounds([])).toEqual([])
  })

  test('less than a MiB of a partition at a time, in their order', () => {
    const large = [message(0, 'a', 600_000), message(1, 'b', 600_000), message(0, 'c', 600_000), message(0, 'd')]
    expect(namesOf(inRounds(large))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  test('by itself where one is larger than that', () => {
    expect(namesOf(inRounds([message(0, 'a', 2_000_000), message(0, 'b')]))).toEqual([['a'], ['b']])
  })

  test('less than 100 MiB in all, of however many partitions', () => {
    const many = Array.from({ length: 400 }, (_, n) => message(n % 200, String(n), 400_000))
    for (const round of inRounds(many)) {
      expect(round.reduce((sum, { value }) => sum + (value as Buffer).length, 0)).toBeLessThan(104_857_600)
    }
  })
})
