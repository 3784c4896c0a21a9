import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPasswords, type TestEngine } from '../../clickhouse/test-engine.ts'
import { startDatabase } from './database.ts'
import { fateLine, isAlive, Laboratory } from './mutants/laboratory.ts'
import { RESTORING } from './mutants/restoring.ts'

const TIMEOUT_MS = 900_000
const HUNT = 'hunt-restart.ts'
const UNCHANGED_SEEDS = 200

let database: TestEngine
const laboratory = new Laboratory()
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(async () => {
  laboratory[Symbol.dispose]()
  await database.stop()
})

describe('planted errors of restoring', () => {
  test('are noticed by the law of restart, which the code as it is keeps', { timeout: TIMEOUT_MS }, async () => {
    const server = [database.embedded.url, 'lifespan', testPasswords.lifespan]
    expect(await laboratory.hunt(server, { hunt: HUNT, patience: UNCHANGED_SEEDS })).toBe('SURVIVES')
    const lines: string[] = []
    const alive: string[] = []
    for (const mutant of RESTORING) {
      const fate = await laboratory.try(mutant, server, { hunt: HUNT })
      lines.push(fateLine(mutant, fate))
      if (isAlive(fate)) alive.push(fateLine(mutant, fate))
    }
    console.log(lines.join('\n'))
    expect(alive).toEqual([])
  })
})
