import { afterAll, describe, expect, test } from 'vitest'
import { LAWS } from './bodies/laws.ts'
import { MUTANTS } from './mutants.ts'
import { Laboratories } from './mutants/laboratories.ts'

const UNCHANGED_SEEDS = 500
const TIMEOUT_MS = 900_000

const laboratories = new Laboratories()
afterAll(() => laboratories[Symbol.dispose]())

describe('planted errors', () => {
  test('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
  })

  test('are noticed by the laws, and the code as it is breaks none of them', { timeout: TIMEOUT_MS }, async () => {
    const laws = Object.keys(LAWS)
    const unchanged = await laboratories.each(laws, (laboratory, law) =>
      laboratory.hunt([law], { patience: UNCHANGED_SEEDS }),
    )
    expect(unchanged).toEqual(laws.map(() => 'SURVIVES'))
    expect(await laboratories.living(MUTANTS, ({ law }) => [law])).toEqual([])
  })
})
