import { afterAll, describe, expect, test } from 'vitest'
import { LAWS } from './bodies/laws.ts'
import { MUTANTS } from './mutants.ts'
import { fateLine, isAlive, Laboratory, type Fate } from './mutants/laboratory.ts'
import type { Mutant } from './mutants/mutant.ts'

const WORKERS = 2
const UNCHANGED_SEEDS = 500
const TIMEOUT_MS = 900_000

const laboratories = Array.from({ length: WORKERS }, () => new Laboratory())
afterAll(() => laboratories.forEach((laboratory) => laboratory[Symbol.dispose]()))

/** What became of each mutant, in their order: laboratories take them in turn. */
async function fates(): Promise<(readonly [Mutant, Fate])[]> {
  const left = MUTANTS.entries()
  const found: (readonly [Mutant, Fate])[] = []
  const work = async (laboratory: Laboratory) => {
    for (const [place, mutant] of left) found[place] = [mutant, await laboratory.try(mutant, [mutant.law])]
  }
  await Promise.all(laboratories.map(work))
  return found
}

describe('planted errors', () => {
  test('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
  })

  test('are noticed by the laws, and the code as it is breaks none of them', { timeout: TIMEOUT_MS }, async () => {
    expect(await laboratories[0]!.hunt(Object.keys(LAWS), { patience: UNCHANGED_SEEDS })).toBe('SURVIVES')
    const found = await fates()
    console.log(found.map(([mutant, fate]) => fateLine(mutant, fate)).join('\n'))
    const alive = found.filter(([, fate]) => isAlive(fate))
    expect(alive.map(([mutant, fate]) => fateLine(mutant, fate))).toEqual([])
  })
})
