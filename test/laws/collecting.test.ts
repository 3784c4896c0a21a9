import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPasswords, type TestEngine } from '../../clickhouse/test-engine.ts'
import { startDatabase } from './database.ts'
import { COUNTING } from './mutants/counting.ts'
import { Laboratories } from './mutants/laboratories.ts'
import { LEAKING } from './mutants/leaking.ts'
import type { Mutant } from './mutants/mutant.ts'

const TIMEOUT_MS = 900_000

let database: TestEngine
const laboratories = new Laboratories()
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(async () => {
  laboratories[Symbol.dispose]()
  await database.stop()
})

const server = () => [database.embedded.url, 'lifespan', testPasswords.lifespan]

/** Tries the code as it is, and each planted error; gives the lines of those that live. */
async function living(mutants: readonly Mutant[], args: readonly string[], hunt: string): Promise<string[]> {
  const unchanged = laboratories.each([hunt], (laboratory) => laboratory.hunt(args, { hunt }))
  expect(await unchanged).toEqual(['SURVIVES'])
  return laboratories.living(mutants, () => args, { hunt })
}

describe('planted errors of the collector', () => {
  test('by which secrets are stored are noticed by the law of secrecy', { timeout: TIMEOUT_MS }, async () => {
    expect(await living(LEAKING, [], 'hunt-secrecy.ts')).toEqual([])
  })

  test('by which records are miscounted are noticed by the law of account', { timeout: TIMEOUT_MS }, async () => {
    expect(await living(COUNTING, server(), 'hunt-account.ts')).toEqual([])
  })
})
