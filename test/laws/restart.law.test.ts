import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEngine } from '../../clickhouse/test-engine.ts'
import { describeDifference } from './bodies/law.ts'
import { restart } from './bodies/restart.ts'
import { startDatabase } from './database.ts'
import { FIRST_SEED, RUNS } from './runs.ts'

let database: TestEngine
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(() => database.stop())

describe('a correlator that is stopped anywhere and restored from ClickHouse', () => {
  test('goes on as if it had never stopped, and publishes nothing anew', async () => {
    const difference = await restart(
      database.lifespan,
      Array.from({ length: RUNS }, (_, n) => FIRST_SEED + n),
    )
    expect(difference === null ? '' : describeDifference(difference)).toBe('')
  })
})
