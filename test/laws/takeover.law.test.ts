import { afterAll, describe, expect, test } from 'vitest'
import { Laboratories } from './mutants/laboratories.ts'
import { TAKING_OVER } from './mutants/taking-over.ts'
import { TAKEOVERS } from './runs.ts'

/** It always comes to rest: slow machines are waited for. */
const HOW = { hunt: 'hunt-takeover.ts', restless: 600_000 } as const
/** Histories of one hunt, and how many a mutant may survive. */
const AT_ONCE = 2_500
const PATIENCE = 12_000
const TIMEOUT_MS = 1_200_000

const laboratories = new Laboratories()
afterAll(() => laboratories[Symbol.dispose]())

describe('partitions that are taken over', () => {
  test(
    'from whoever died between any two steps, or goes on, lead to what is true',
    { timeout: TIMEOUT_MS },
    async () => {
      const firsts = Array.from({ length: Math.ceil(TAKEOVERS / AT_ONCE) }, (_, n) => n * AT_ONCE)
      const fates = await laboratories.each(firsts, (laboratory, first) =>
        laboratory.hunt([String(first)], { ...HOW, patience: Math.min(AT_ONCE, TAKEOVERS - first) }),
      )
      expect(fates).toEqual(firsts.map(() => 'SURVIVES'))
    },
  )

  test('need every point of how they are', { timeout: TIMEOUT_MS }, async () => {
    const living = laboratories.living(TAKING_OVER, ({ near }) => [String(near)], { ...HOW, patience: PATIENCE })
    expect(await living).toEqual([])
  })
})
