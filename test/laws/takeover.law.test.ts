import { afterAll, describe, expect, test } from 'vitest'
import { fateLine, isAlive, Laboratory, type Fate } from './mutants/laboratory.ts'
import type { Mutant } from './mutants/mutant.ts'
import { TAKING_OVER } from './mutants/taking-over.ts'
import { TAKEOVERS } from './runs.ts'

const WORKERS = 2
/** It always comes to rest: slow machines are waited for. */
const HOW = { hunt: 'hunt-takeover.ts', restless: 600_000 } as const
/** Histories of one hunt, and how many a mutant may survive. */
const AT_ONCE = 2_500
const PATIENCE = 12_000
const TIMEOUT_MS = 1_200_000

const laboratories = Array.from({ length: WORKERS }, () => new Laboratory())
afterAll(() => laboratories.forEach((laboratory) => laboratory[Symbol.dispose]()))

/** Lets laboratories take things in turn. */
async function inTurn<T>(
  things: readonly T[],
  work: (laboratory: Laboratory, thing: T, place: number) => Promise<void>,
) {
  const left = things.entries()
  await Promise.all(
    laboratories.map(async (laboratory) => {
      for (const [place, thing] of left) await work(laboratory, thing, place)
    }),
  )
}

describe('partitions that are taken over', () => {
  test(
    'from whoever died between any two steps, or goes on, lead to what is true',
    { timeout: TIMEOUT_MS },
    async () => {
      const firsts = Array.from({ length: Math.ceil(TAKEOVERS / AT_ONCE) }, (_, n) => n * AT_ONCE)
      const fates: Fate[] = []
      await inTurn(firsts, async (laboratory, first) => {
        const fate = await laboratory.hunt([String(first)], { ...HOW, patience: Math.min(AT_ONCE, TAKEOVERS - first) })
        fates.push(fate)
      })
      expect(fates).toEqual(firsts.map(() => 'SURVIVES'))
    },
  )

  test('need every point of how they are', { timeout: TIMEOUT_MS }, async () => {
    const found: (readonly [Mutant, Fate])[] = []
    await inTurn(TAKING_OVER, async (laboratory, mutant, place) => {
      found[place] = [mutant, await laboratory.try(mutant, [String(mutant.near)], { ...HOW, patience: PATIENCE })]
    })
    console.log(found.map(([mutant, fate]) => fateLine(mutant, fate)).join('\n'))
    expect(found.filter(([, fate]) => isAlive(fate)).map(([{ name }]) => name)).toEqual([])
  })
})
