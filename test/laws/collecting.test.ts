import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPasswords, type TestEngine } from '../../clickhouse/test-engine.ts'
import { startDatabase } from './database.ts'
import { COUNTING } from './mutants/counting.ts'
import { fateLine, isAlive, Laboratory } from './mutants/laboratory.ts'
import { LEAKING } from './mutants/leaking.ts'
import type { Mutant } from './mutants/mutant.ts'

const TIMEOUT_MS = 900_000

let database: TestEngine
const laboratory = new Laboratory()
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(async () => {
  laboratory[Symbol.dispose]()
  await database.stop()
})

const server = () => [database.embedded.url, 'lifespan', testPasswords.lifespan]

/** Tries the code as it is, and each planted error; gives the lines of those that live. */
async function living(mutants: readonly Mutant[], args: readonly string[], hunt: string): Promise<string[]> {
  expect(await laboratory.hunt(args, { hunt })).toBe('SURVIVES')
  const fates: (readonly [alive: boolean, line: string])[] = []
  for (const mutant of mutants) {
    const fate = await laboratory.try(mutant, args, { hunt })
    fates.push([isAlive(fate), fateLine(mutant, fate)])
  }
  console.log(fates.map(([, line]) => line).join('\n'))
  return fates.filter(([alive]) => alive).map(([, line]) => line)
}

describe('planted errors of the collector', () => {
  test('by which secrets are stored are noticed by the law of secrecy', { timeout: TIMEOUT_MS }, async () => {
    expect(await living(LEAKING, [], 'hunt-secrecy.ts')).toEqual([])
  })

  test('by which records are miscounted are noticed by the law of account', { timeout: TIMEOUT_MS }, async () => {
    expect(await living(COUNTING, server(), 'hunt-account.ts')).toEqual([])
  })
})
